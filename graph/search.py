"""Finds things by what they are called, as people type it: any case, Turkish letters or plain ones, one slip in a long word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from pyoxigraph import Store
from rapidfuzz.distance import OSA

from kentgraf.graph.sparql import query_text, select
from kentgraf.ontology.turkish import fold, sort_key

_LONG_ENOUGH_FOR_A_SLIP: Final = 4
_LONG_ENOUGH_FOR_A_PART: Final = 3
_EXACT, _BEGINNING, _PART, _SLIP = 4.0, 3.0, 1.5, 1.0


@dataclass(frozen=True)
class Found:
    """A thing that fits: its IRI, the name under which it is known, its classes, and how well it fits (more is better)."""

    iri: str
    name: str
    kinds: tuple[str, ...]
    score: float


class SearchIndex:
    """The names of all things of one graph, ready to be searched from several threads."""

    def __init__(self, store: Store) -> None:
        """Read all names; the graph may be closed afterwards."""
        self._names: dict[str, list[str]] = {}
        self._kinds: dict[str, set[str]] = {}
        self._things: dict[str, set[str]] = {}
        for row in select(store, query_text("_named_things")):
            iri, name = row["thing"].value, row["name"].value
            self._kinds.setdefault(iri, set()).add(row["kind"].value)
            names = self._names.setdefault(iri, [])
            if name not in names:
                names.append(name)
                for word in _words(name):
                    self._things.setdefault(word, set()).add(iri)

    def find(self, text: str, most: int = 50) -> list[Found]:
        """The things of which every word of `text` is a part, the best ones first; none for a text without words."""
        scores: dict[str, float] | None = None
        for word in dict.fromkeys(_words(text)):
            fitting = self._fitting(word)
            scores = fitting if scores is None else {i: scores[i] + fitting[i] for i in scores.keys() & fitting.keys()}
        whole = fold(text)
        found = [
            Found(iri, self._best_name(iri, whole), tuple(sorted(self._kinds[iri])), score + self._bonus(iri, whole))
            for iri, score in (scores or {}).items()
        ]
        return sorted(found, key=lambda one: (-one.score, sort_key(one.name), one.iri))[:most]

    def _fitting(self, word: str) -> dict[str, float]:
        """How well each thing fits one word, where it fits at all."""
        scores: dict[str, float] = {}
        for known, things in self._things.items():
            score = _score(word, known)
            if score:
                for iri in things:
                    scores[iri] = max(score, scores.get(iri, 0.0))
        return scores

    def _bonus(self, iri: str, whole: str) -> float:
        """Names that are the whole text, or begin with it, stand before those that only hold it."""
        folded = [fold(name) for name in self._names[iri]]
        return _EXACT if whole in folded else 1.0 if any(name.startswith(whole) for name in folded) else 0.0

    def _best_name(self, iri: str, whole: str) -> str:
        """The longest name is the one that tells most; codes are short."""
        return max(self._names[iri], key=partial(_tells, whole=whole))


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
        return _SLIP if OSA.distance(word, known, score_cutoff=1) <= 1 else 0.0
    return 0.0


def _tells(name: str, whole: str) -> tuple[bool, int]:
    return fold(name) == whole and len(name) > len("00.00"), len(name)
