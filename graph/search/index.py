"""Finds things by what they are called, as people type it: any case, Turkish letters or plain ones, a letter too many, too
few, wrong, or out of its place.

What is indexed are the names and codes in a graph, and whatever else is given to the index under keys of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from typing import Final

from pyoxigraph import Store
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.turkish import fold, lower, sort_key

_LONG_ENOUGH_FOR_A_PART: Final = 3
_LONG_ENOUGH_FOR_A_SLIP: Final = 4
_LONG_ENOUGH_FOR_A_SLIP_AT_NEED: Final = 3
_LONG_ENOUGH_FOR_A_KIND: Final = 4
_EXACT, _BEGINNING, _KIND, _PART, _SLIP, _SLIPPED_BEGINNING = 4.0, 3.0, 2.0, 1.5, 1.0, 0.5
_NEAR_ENOUGH: Final = 0.6
_MOST_NEAR: Final = 4
_MOST_TRIED: Final = 24
_CODE: Final = re.compile(r"[0-9]+(?:[.-][0-9]+)+\.?")
_KIND_AND_CODE: Final = re.compile(r"(?P<kind>[^\d]+)\s(?P<code>[0-9]+(?:[.-][0-9]+)*)\.?")
_TOKEN: Final = re.compile(r"\w+")
_PROMINENCE: Final = {
    term(f"kg:{name}").value if ":" not in name else term(name).value: weight
    for weight, names in {
        2.0: ("Municipality",),
        1.5: ("foaf:Person", "Council", "Commission", "AuditCommission", "ExecutiveCommittee", "Party", "Goal"),
        1.2: ("Department", "Agency", "District"),
        1.0: ("Objective", "StrategicArea", "Source"),
        0.8: ("PerformanceTarget",),
        0.5: ("Activity",),
        -1.0: ("skos:Concept", "skos:ConceptScheme"),
        -3.5: ("ClassificationCode", "TransferGroup"),
    }.items()
    for name in names
}
"""What people look for stands before what merely has the same words: a city before a code of the budget that is named so."""


@dataclass(frozen=True)
class Found:
    """What fits: its IRI or key, the name under which it is known, its classes, and how well it fits (more is better)."""

    iri: str
    name: str
    kinds: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Entry:
    """Something that is not in the graph and is to be found too: its key, and the names and words that lead to it."""

    key: str
    names: tuple[str, ...]
    prominence: float = 1.0


class SearchIndex:
    """The names of all things of one graph, ready to be searched from several threads."""

    def __init__(self, store: Store, others: Iterable[Entry] = ()) -> None:
        """Read all names; the graph may be closed afterwards."""
        self._names: dict[str, list[str]] = {}
        self._kinds: dict[str, set[str]] = {}
        self._things: dict[str, set[str]] = {}
        self._spelled: dict[str, Counter[str]] = {}
        self._prominence: dict[str, float] = {}
        self._called: dict[str, list[list[str]]] = {}
        for row in select(store, query_text("_kind_labels")):
            self._called.setdefault(row["kind"].value, []).append(_words(row["label"].value))
        for row in select(store, query_text("_named_things")):
            iri, kind = row["thing"].value, row["kind"].value
            self._kinds.setdefault(iri, set()).add(kind)
            self._add(iri, row["name"].value)
        for iri, kinds in self._kinds.items():
            weights = [_PROMINENCE[kind] for kind in kinds if kind in _PROMINENCE]
            most = max(weights, default=0.0)
            self._prominence[iri] = most if most > 0 else min(weights, default=0.0)
        for entry in others:
            self._prominence[entry.key] = entry.prominence
            self._kinds[entry.key] = set()
            for name in entry.names:
                self._add(entry.key, name)

    @property
    def keys(self) -> Iterable[str]:
        """What can be found: IRIs, and the keys of other entries."""
        return self._names.keys()

    def _add(self, iri: str, name: str) -> None:
        names = self._names.setdefault(iri, [])
        if name in names:
            return
        names.append(name)
        for word in _words(name):
            self._things.setdefault(word, set()).add(iri)
        for token in _TOKEN.findall(name):
            self._spelled.setdefault(fold(token), Counter())[lower(token)] += 1

    def find(self, text: str, most: int = 50) -> list[Found]:
        """The things of which every word of `text` is a part, the best ones first; none for a text without words.

        A code may stand behind what it is a code of: `hedef 1.1.1`, `activity 87`.
        """
        of_kind = self._find_of_kind(text)
        if of_kind:
            return of_kind[:most]
        words = list(dict.fromkeys(_words(text)))
        whole = fold(text)
        scores = self._of_kinds(words) | _with_all([self._fitting(word) for word in words])
        if not scores and len(words) > 1:
            scores = _with_all([self._scored(word, _score_boldly) for word in words])
        if _CODE.fullmatch(text.strip()):
            scores = {iri: score for iri, score in scores.items() if self._has_code(iri, whole)} or scores
        found = [
            Found(
                iri,
                self._best_name(iri, whole),
                tuple(sorted(self._kinds[iri])),
                score + self._bonus(iri, whole, len(words)),
            )
            for iri, score in scores.items()
        ]
        return sorted(found, key=lambda one: (-one.score, sort_key(one.name), one.iri))[:most]

    def _find_of_kind(self, text: str) -> list[Found]:
        """The things of a kind that is named before their code."""
        asked = _KIND_AND_CODE.fullmatch(text.strip())
        if asked is None:
            return []
        kinds, code = self._kinds_called(_words(asked["kind"])), fold(asked["code"])
        found = self.find(asked["code"], len(self._names)) if kinds else []
        return [one for one in found if kinds.intersection(one.kinds) and code in map(fold, self._names[one.iri])]

    def _of_kinds(self, words: list[str]) -> dict[str, float]:
        """The things of the kinds that are called by these words."""
        kinds = self._kinds_called(words)
        return {iri: _KIND for iri, own in self._kinds.items() if not kinds.isdisjoint(own)} if kinds else {}

    def _kinds_called(self, words: list[str]) -> set[str]:
        """The classes whose label in some language has all the words."""
        if not words or any(len(word) < _LONG_ENOUGH_FOR_A_KIND for word in words):
            return set()
        return {kind for kind, labels in self._called.items() if any(_all_begin(words, label) for label in labels)}

    def _has_code(self, iri: str, code: str) -> bool:
        """Whether a name of the thing is the code or begins with it: 5.1.1 is not meant to find 46.35.1.5."""
        return any(f"{fold(name)} ".startswith(f"{code} ") for name in self._names[iri])

    def find_any(self, text: str, most: int = 50) -> list[Found]:
        """The same, but where nothing has all words, what has most of them."""
        found = self.find(text, most)
        if found:
            return found
        hits: Counter[str] = Counter()
        best: dict[str, Found] = {}
        for word in dict.fromkeys(_words(text)):
            for one in self.find(word, len(self._names)):
                hits[one.iri] += 1
                best[one.iri] = max(one, best.get(one.iri, one), key=lambda found: found.score)
        return sorted(best.values(), key=lambda one: (-hits[one.iri], -one.score, sort_key(one.name), one.iri))[:most]

    def suggest(self, text: str, most: int = 4) -> list[str]:
        """What may have been meant by a text for which nothing is found: texts near it for which something is."""
        words = _words(text)
        choices = [[word] if self._fitting(word) else self._near(word) for word in words]
        known = [words_near for words_near in choices if words_near]
        tried = [" ".join(chosen) for chosen in islice(product(*known), _MOST_TRIED)] if known else []
        tried += [word for words_near in known for word in words_near]
        wanted = fold(text)
        return [t for t in dict.fromkeys(map(self._spell, tried)) if fold(t) != wanted and self.find(t, 1)][:most]

    def _near(self, word: str) -> list[str]:
        """The words of names that are nearest to `word`, those that stand in most names first among equals."""
        near = process.extract(
            word, self._things.keys(), scorer=OSA.normalized_similarity, score_cutoff=_NEAR_ENOUGH, limit=_MOST_NEAR * 3
        )
        near.sort(key=lambda one: (-one[1], -len(self._things[one[0]]), one[0]))
        return [known for known, _, _ in near][:_MOST_NEAR]

    def _spell(self, folded: str) -> str:
        """Folded words as names spell them."""
        spelled = [self._spelled.get(word) for word in folded.split()]
        return " ".join(
            found.most_common(1)[0][0] if found else word for found, word in zip(spelled, folded.split(), strict=True)
        )

    def _fitting(self, word: str) -> dict[str, float]:
        """How well each thing fits one word, where it fits at all; bolder guesses are made only where nothing fits."""
        return self._scored(word, _score) or self._scored(word, _score_at_need)

    def _scored(self, word: str, score_of: Callable[[str, str], float]) -> dict[str, float]:
        scores: dict[str, float] = {}
        for known, things in self._things.items():
            score = score_of(word, known)
            if score:
                for iri in things:
                    scores[iri] = max(score, scores.get(iri, 0.0))
        return scores

    def _bonus(self, iri: str, whole: str, words: int) -> float:
        """Names that are the whole text, or begin with it, stand before those that only hold it, and short ones before long."""
        folded = [fold(name) for name in self._names[iri]]
        bonus = _EXACT if whole in folded else 1.0 if any(name.startswith(whole) for name in folded) else 0.0
        covered = max(min(1.0, words / max(1, name.count(" ") + 1)) for name in folded)
        return bonus + covered + self._prominence.get(iri, 0.0)

    def _best_name(self, iri: str, whole: str) -> str:
        """The longest name is the one that tells most; codes are short."""
        return max(self._names[iri], key=partial(_tells, whole=whole))


def fits(word: str, known: str) -> bool:
    """Whether a typed word fits a word of a name, both folded."""
    return bool(_score_boldly(word, known))


def _with_all(fitting: list[dict[str, float]]) -> dict[str, float]:
    """What fits every word, with how well it fits all of them together."""
    if not fitting:
        return {}
    iris = set(fitting[0]).intersection(*fitting[1:])
    return {iri: sum(scores[iri] for scores in fitting) for iri in iris}


def _all_begin(words: list[str], label: list[str]) -> bool:
    """Whether each of the words begins like one of the label's, or goes on from it: amaca, amaç."""
    return all(
        any(known.startswith(word) or word.startswith(known) for known in label if len(known) > 1) for word in words
    )


def _words(text: str) -> list[str]:
    return fold(text).split()


def _score(word: str, known: str) -> float:
    if known == word:
        return _EXACT
    if known.startswith(word):
        return _BEGINNING
    if len(word) >= _LONG_ENOUGH_FOR_A_PART and word in known:
        return _PART
    if len(word) >= _LONG_ENOUGH_FOR_A_SLIP and abs(len(word) - len(known)) <= 1:
        return _SLIP if _differ_by_one(word, known) else 0.0
    return 0.0


def _score_at_need(word: str, known: str) -> float:
    """A slip in a short word, or in the beginning of a word that is still being typed."""
    if len(word) < _LONG_ENOUGH_FOR_A_SLIP_AT_NEED or word.isdecimal():
        return 0.0
    if abs(len(word) - len(known)) <= 1:
        return _SLIP if _differ_by_one(word, known) else 0.0
    if len(word) < _LONG_ENOUGH_FOR_A_SLIP:
        return 0.0
    begins = any(_differ_by_one(word, known[: len(word) + more]) for more in (0, 1, -1))
    return _SLIPPED_BEGINNING if begins else 0.0


def _score_boldly(word: str, known: str) -> float:
    return _score(word, known) or _score_at_need(word, known)


def _differ_by_one(word: str, known: str) -> bool:
    return OSA.distance(word, known, score_cutoff=1) <= 1


def _tells(name: str, whole: str) -> tuple[bool, int]:
    return fold(name) == whole and len(name) > len("00.00"), len(name)
