"""A search index of names and codes that ignores case and Turkish diacritics and tolerates one typo per word.

A typo is a letter that is inserted, deleted, replaced, or swapped with its neighbour. Besides the things of a graph, the index can
hold further entries with keys of their own.
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

_MIN_SUBSTRING: Final = 3
_MIN_TYPO: Final = 4
_MIN_TYPO_FALLBACK: Final = 3
_MIN_KIND: Final = 4
"""The minimal lengths of words that match a part of a name, a name with a typo, and the label of a class."""
_EXACT, _PREFIX, _KIND, _SUBSTRING, _TYPO, _PREFIX_TYPO = 4.0, 3.0, 2.0, 1.5, 1.0, 0.5
"""The scores of the ways in which a word matches."""
_MIN_SIMILARITY: Final = 0.6
_MAX_SIMILAR_WORDS: Final = 4
_MAX_COMBINATIONS: Final = 24
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
"""By class, what is added to the score: a city ranks before a budget code of the same name."""


@dataclass(frozen=True)
class SearchHit:
    """A hit: IRI or key, the name for display, the IRIs of classes, and the score (higher is better)."""

    iri: str
    name: str
    kinds: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class IndexEntry:
    """An entry that is not in the graph: its key, and the names under which it is found."""

    key: str
    names: tuple[str, ...]
    prominence: float = 1.0


class SearchIndex:
    """The names of all things of a graph. The index is read-only, so several threads can search it."""

    def __init__(self, store: Store, others: Iterable[IndexEntry] = ()) -> None:
        """Read all names from the store, which isn't used afterwards."""
        self._names: dict[str, list[str]] = {}
        self._kinds: dict[str, set[str]] = {}
        self._things: dict[str, set[str]] = {}
        self._spellings: dict[str, Counter[str]] = {}
        self._prominence: dict[str, float] = {}
        self._kind_labels: dict[str, list[list[str]]] = {}
        for row in select(store, query_text("_class_labels")):
            self._kind_labels.setdefault(row["kind"].value, []).append(_words(row["label"].value))
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
        """The IRIs of things and the keys of other entries."""
        return self._names.keys()

    def _add(self, iri: str, name: str) -> None:
        names = self._names.setdefault(iri, [])
        if name in names:
            return
        names.append(name)
        for word in _words(name):
            self._things.setdefault(word, set()).add(iri)
        for token in _TOKEN.findall(name):
            self._spellings.setdefault(fold(token), Counter())[lower(token)] += 1

    def find(self, text: str, most: int = 50) -> list[SearchHit]:
        """Return at most `most` hits that match every word of `text`, the best first; none for a text without words.

        A code may follow the name of its class: `hedef 1.1.1`, `activity 87`.
        """
        of_kind = self._find_by_kind_and_code(text)
        if of_kind:
            return of_kind[:most]
        words = list(dict.fromkeys(_words(text)))
        whole = fold(text)
        scores = self._match_kinds(words) | _match_all([self._match(word) for word in words])
        if not scores and len(words) > 1:
            scores = _match_all([self._scores(word, _score_tolerantly) for word in words])
        if _CODE.fullmatch(text.strip()):
            scores = {iri: score for iri, score in scores.items() if self._has_code(iri, whole)} or scores
        found = [
            SearchHit(
                iri,
                self._best_name(iri, whole),
                tuple(sorted(self._kinds[iri])),
                score + self._bonus(iri, whole, len(words)),
            )
            for iri, score in scores.items()
        ]
        return sorted(found, key=lambda one: (-one.score, sort_key(one.name), one.iri))[:most]

    def _find_by_kind_and_code(self, text: str) -> list[SearchHit]:
        """Return the hits for the label of a class followed by a code."""
        match = _KIND_AND_CODE.fullmatch(text.strip())
        if match is None:
            return []
        kinds, code = self._kinds_labelled(_words(match["kind"])), fold(match["code"])
        found = self.find(match["code"], len(self._names)) if kinds else []
        return [one for one in found if kinds.intersection(one.kinds) and code in map(fold, self._names[one.iri])]

    def _match_kinds(self, words: list[str]) -> dict[str, float]:
        """Return the scores of the things of all classes whose label has these words."""
        kinds = self._kinds_labelled(words)
        return {iri: _KIND for iri, own in self._kinds.items() if not kinds.isdisjoint(own)} if kinds else {}

    def _kinds_labelled(self, words: list[str]) -> set[str]:
        """Return the classes whose label in any language has all the words."""
        if not words or any(len(word) < _MIN_KIND for word in words):
            return set()
        return {
            kind for kind, labels in self._kind_labels.items() if any(_label_has_all(label, words) for label in labels)
        }

    def _has_code(self, iri: str, code: str) -> bool:
        """Return whether a name of the thing is the code or starts with it: 5.1.1 must not find 46.35.1.5."""
        return any(f"{fold(name)} ".startswith(f"{code} ") for name in self._names[iri])

    def find_any(self, text: str, most: int = 50) -> list[SearchHit]:
        """Return the hits of `find` or, if there are none, hits that match some of the words, those with most words first."""
        found = self.find(text, most)
        if found:
            return found
        hits: Counter[str] = Counter()
        best: dict[str, SearchHit] = {}
        for word in dict.fromkeys(_words(text)):
            for one in self.find(word, len(self._names)):
                hits[one.iri] += 1
                best[one.iri] = max(one, best.get(one.iri, one), key=lambda found: found.score)
        return sorted(best.values(), key=lambda one: (-hits[one.iri], -one.score, sort_key(one.name), one.iri))[:most]

    def suggest(self, text: str, most: int = 4) -> list[str]:
        """Return similar texts that have hits, for a text without hits."""
        words = _words(text)
        choices = [[word] if self._match(word) else self._similar_words(word) for word in words]
        known = [similar for similar in choices if similar]
        candidates = [" ".join(chosen) for chosen in islice(product(*known), _MAX_COMBINATIONS)] if known else []
        candidates += [word for similar in known for word in similar]
        wanted = fold(text)
        return [t for t in dict.fromkeys(map(self._spell, candidates)) if fold(t) != wanted and self.find(t, 1)][:most]

    def _similar_words(self, word: str) -> list[str]:
        """Return the words of names that are most similar to `word`, the more frequent ones first among equals."""
        similar = process.extract(
            word,
            self._things.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=_MIN_SIMILARITY,
            limit=_MAX_SIMILAR_WORDS * 3,
        )
        similar.sort(key=lambda one: (-one[1], -len(self._things[one[0]]), one[0]))
        return [known for known, _, _ in similar][:_MAX_SIMILAR_WORDS]

    def _spell(self, folded: str) -> str:
        """Return folded words in the most frequent spelling of the names."""
        spellings = [self._spellings.get(word) for word in folded.split()]
        return " ".join(
            found.most_common(1)[0][0] if found else word for found, word in zip(spellings, folded.split(), strict=True)
        )

    def _match(self, word: str) -> dict[str, float]:
        """Return the scores of the things that match a word; more typos are tolerated only if nothing else matches."""
        return self._scores(word, _score) or self._scores(word, _score_fallback)

    def _scores(self, word: str, score_of: Callable[[str, str], float]) -> dict[str, float]:
        scores: dict[str, float] = {}
        for known, things in self._things.items():
            score = score_of(word, known)
            if score:
                for iri in things:
                    scores[iri] = max(score, scores.get(iri, 0.0))
        return scores

    def _bonus(self, iri: str, whole: str, words: int) -> float:
        """Return what is added to a score: names that equal the text or start with it rank first, and short names before long."""
        folded = [fold(name) for name in self._names[iri]]
        bonus = _EXACT if whole in folded else 1.0 if any(name.startswith(whole) for name in folded) else 0.0
        covered = max(min(1.0, words / max(1, name.count(" ") + 1)) for name in folded)
        return bonus + covered + self._prominence.get(iri, 0.0)

    def _best_name(self, iri: str, whole: str) -> str:
        """Return the name for display: that which was searched, or else the longest, since codes are short."""
        return max(self._names[iri], key=partial(_name_order, whole=whole))


def matches_word(word: str, known: str) -> bool:
    """Return whether a word of a query matches a word of a name, both folded."""
    return bool(_score_tolerantly(word, known))


def _match_all(matches: list[dict[str, float]]) -> dict[str, float]:
    """Return the things that match every word, with the sum of their scores."""
    if not matches:
        return {}
    iris = set(matches[0]).intersection(*matches[1:])
    return {iri: sum(scores[iri] for scores in matches) for iri in iris}


def _label_has_all(label: list[str], words: list[str]) -> bool:
    """Return whether each word is a prefix of a word of the label, or the other way round, as with suffixes: amaca, amaç."""
    return all(
        any(known.startswith(word) or word.startswith(known) for known in label if len(known) > 1) for word in words
    )


def _words(text: str) -> list[str]:
    return fold(text).split()


def _score(word: str, known: str) -> float:
    if known == word:
        return _EXACT
    if known.startswith(word):
        return _PREFIX
    if len(word) >= _MIN_SUBSTRING and word in known:
        return _SUBSTRING
    if len(word) >= _MIN_TYPO and abs(len(word) - len(known)) <= 1:
        return _TYPO if _has_one_typo(word, known) else 0.0
    return 0.0


def _score_fallback(word: str, known: str) -> float:
    """Score a typo in a short word, or in a prefix of a word."""
    if len(word) < _MIN_TYPO_FALLBACK or word.isdecimal():
        return 0.0
    if abs(len(word) - len(known)) <= 1:
        return _TYPO if _has_one_typo(word, known) else 0.0
    if len(word) < _MIN_TYPO:
        return 0.0
    is_prefix = any(_has_one_typo(word, known[: len(word) + more]) for more in (0, 1, -1))
    return _PREFIX_TYPO if is_prefix else 0.0


def _score_tolerantly(word: str, known: str) -> float:
    return _score(word, known) or _score_fallback(word, known)


def _has_one_typo(word: str, known: str) -> bool:
    return OSA.distance(word, known, score_cutoff=1) <= 1


def _name_order(name: str, whole: str) -> tuple[bool, int]:
    return fold(name) == whole and len(name) > len("00.00"), len(name)
