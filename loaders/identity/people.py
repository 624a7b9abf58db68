"""Resolve printed names to people on the list of members, by documented rules.

The rules, strictest first: the same letters after Turkish folding; the same words in another order or split elsewhere;
a second name left out; letters that slipped. A rule settles a name only if it leads to one person and nobody else comes
near. What a person decided (`aliases.csv`) goes before the rules. A name that meets nobody stays somebody of its own
and is noted: nothing is merged or dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from kentgraf.loaders.identity.name_distance import allowed_slips, letters_apart, name_cost, same_letters, same_words
from kentgraf.loaders.tables.corrections import AliasRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.people import PersonRow, SpellingRow
from kentgraf.ontology.turkish import fold

Rule = Literal["listed", "same_letters", "same_words", "missing_name", "near", "alias", "new"]
KnownBy = Literal["member_list", "office", "unmatched"]

_MARGIN = 2
_CONFIDENCE: dict[Rule, Decimal] = {
    "listed": Decimal("1.00"),
    "same_letters": Decimal("1.00"),
    "alias": Decimal("1.00"),
    "same_words": Decimal("0.98"),
    "missing_name": Decimal("0.90"),
    "near": Decimal("0.95"),
    "new": Decimal("1.00"),
}
_A_SECOND_SLIP = Decimal("0.10")


@dataclass(frozen=True)
class Match:
    """The person a spelling was resolved to: key, rule, edit distance and further evidence."""

    person: str
    rule: Rule
    distance: int
    evidence: str | None

    @property
    def confidence(self) -> Decimal:
        """The confidence of the match; 1 is certain."""
        return _CONFIDENCE[self.rule] - (_A_SECOND_SLIP if self.rule == "near" and self.distance > 1 else 0)


@dataclass
class _Person:
    key: str
    name: str
    honorific: str | None
    known_by: KnownBy


@dataclass
class _Use:
    match: Match
    times: int = 0
    first_line: int | None = None


@dataclass
class PeopleRegister:
    """The people of one source, and every spelling that was resolved to them."""

    year: int
    aliases: Sequence[AliasRow] = ()
    _people: list[_Person] = field(default_factory=list)
    _uses: dict[tuple[str, str], _Use] = field(default_factory=dict)

    def add_member(self, name: str, honorific: str | None, line: int) -> str:
        """Add somebody from the list of members; return the new key."""
        return self._add(name, honorific, "member_list", Match("", "listed", 0, None), line)

    def resolve_member(self, name: str, honorific: str | None, line: int, notes: Notes, *, about: str) -> str:
        """Return the member whom a printed name means; a name that matches nobody becomes a new person and is noted."""
        members = [person for person in self._people if person.known_by != "office"]
        match = self._match(name, members)
        if match is None:
            near = _nearest(name, members)
            notes.add(
                "doubtful",
                about,
                "a name from the list of members; kept as a person of its own",
                line=line,
                field="person",
                found=f"{name}{near}",
            )
            return self._add(name, honorific, "unmatched", Match("", "new", 0, near.strip(" ;") or None), line)
        self._note_use(name, match, line)
        self._learn_title(match.person, honorific)
        return match.person

    def resolve_office_holder(self, name: str, honorific: str | None, line: int, *, may_be_member: bool) -> str:
        """Return the person known by an office; a member only for the mayor, or where every letter agrees."""
        holders = [p for p in self._people if p.known_by == "office"]
        members = [p for p in self._people if p.known_by == "member_list"]
        match = self._match(name, members if may_be_member else holders)
        if match is None and not may_be_member:
            exact = [p for p in members if fold(p.name) == fold(name)]
            match = Match(exact[0].key, "same_letters", 0, None) if len(exact) == 1 else None
        if match is None:
            return self._add(name, honorific, "office", Match("", "new", 0, None), line)
        self._note_use(name, match, line)
        self._learn_title(match.person, honorific)
        return match.person

    def rows(self) -> list[PersonRow]:
        """Return the people as rows, each under the spelling that most speaks for."""
        return [self._row(person) for person in self._people]

    def _row(self, person: _Person) -> PersonRow:
        """Choose the name of a person: the spelling printed most often, unless the list's is printed as often.

        A spelling that leaves a second name out is never chosen. That most printings agree is a strong sign, not a proof;
        so the counts stand beside the name.
        """
        times = {
            spelling: use.times
            for (spelling, key), use in self._uses.items()
            if key == person.key and use.match.rule != "missing_name"
        }
        most = max(times.values())
        often = [spelling for spelling, count in times.items() if count == most]
        listed = person.name in often or len(often) > 1
        counted = ", ".join(f"{spelling} {count}" for spelling, count in times.items()) if len(times) > 1 else None
        return PersonRow(
            person=person.key, name=person.name if listed else often[0], name_rule="listed" if listed else "most_printed",
            name_evidence=counted, honorific=person.honorific, known_by=person.known_by,
        )  # fmt: skip

    def spellings(self) -> list[SpellingRow]:
        """Return every spelling with the person it was resolved to, in the order of the people."""
        return [
            SpellingRow(
                spelling=spelling, person=person, rule=use.match.rule, distance=use.match.distance,
                confidence=use.match.confidence, evidence=use.match.evidence, times=use.times, first_line=use.first_line,
            )
            for (spelling, person), use in sorted(self._uses.items(), key=lambda item: (item[0][1], item[1].first_line or 0, item[0][0]))
        ]  # fmt: skip

    def _add(self, name: str, honorific: str | None, known_by: KnownBy, match: Match, line: int) -> str:
        key = f"{self.year}-{len(self._people) + 1:03d}"
        self._people.append(_Person(key, name, honorific, known_by))
        self._note_use(name, Match(key, match.rule, match.distance, match.evidence), line)
        return key

    def _note_use(self, name: str, match: Match, line: int) -> None:
        use = self._uses.setdefault((name, match.person), _Use(match))
        use.times += 1
        use.first_line = min(line, use.first_line or line)

    def _learn_title(self, key: str, honorific: str | None) -> None:
        for person in self._people:
            if person.key == key and honorific and not person.honorific:
                person.honorific = honorific

    def _match(self, name: str, candidates: Iterable[_Person]) -> Match | None:
        kept_apart = {fold(a.name) for a in self.aliases if not a.same and fold(a.spelling) == fold(name)}
        people = [p for p in candidates if fold(p.name) not in kept_apart]
        decided = {fold(a.name): a for a in self.aliases if a.same and fold(a.spelling) == fold(name)}
        for person in people:
            if fold(person.name) in decided:
                return Match(person.key, "alias", letters_apart(name, person.name), decided[fold(person.name)].reason)
        for rule, test in (("same_letters", same_letters), ("same_words", same_words)):
            hits = [p for p in people if test(name, p.name)]
            if len(hits) == 1:
                return Match(hits[0].key, rule, letters_apart(name, hits[0].name), None)  # type: ignore[arg-type]
            if hits:
                return None
        return _near_match(name, people)


def _near_match(name: str, people: Sequence[_Person]) -> Match | None:
    """Return the one person within the allowed edit distance, if everybody else is clearly further away."""
    scored = sorted(((name_cost(name, person.name), person) for person in people), key=lambda hit: hit[0][0])
    if not scored:
        return None
    (cost, missing), best = scored[0]
    if cost > allowed_slips(name, missing):
        return None
    if len(scored) > 1 and scored[1][0][0] < cost + _MARGIN:
        return None
    evidence = f"{letters_apart(name, best.name)} letters differ"
    if len(scored) > 1:
        evidence += f"; the next nearest is {scored[1][1].name} with {scored[1][0][0]}"
    return Match(best.key, "missing_name" if missing else "near", letters_apart(name, best.name), evidence)


def _nearest(name: str, people: Sequence[_Person]) -> str:
    scored = sorted((name_cost(name, person.name)[0], person.name) for person in people)
    return f"; nearest is {scored[0][1]}, {scored[0][0]} letters away" if scored else ""
