"""Find page furniture: running heads, running feet and page numbers, by their repetition.

Furniture stands where a page ends and says nothing of the report. Two signs tell it: numbers on lines of their own that
count up through the text, and short lines that come again and again at even distances over most of it, their digits aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import mean, median, pstdev
from typing import Final

from kentgraf.ontology.turkish import fold

_FEWEST_PAGES: Final = 5
_LONGEST_HEAD: Final = 120
_LONGEST_PAGE: Final = 400
_SHORTEST_PAGE: Final = 8
_LARGEST_STEP: Final = 4
_MOST_UNEVEN: Final = 0.45
_LEAST_REACH: Final = 0.5
_BESIDE: Final = 3
_MOSTLY: Final = 0.9
_PADDED: Final = 0.9
_PAGE_NUMBER: Final = re.compile(
    r"(?:sayfa|syf|s|page)?\s*[-–—|/.]*\s*(\d{1,4})\s*(?:[-–—|/.]+\s*(?:\d{1,4})?)?", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"\d+")


def find_furniture(lines: Sequence[str]) -> frozenset[int]:
    """Return the positions (from 0) of the lines that are page furniture; none in a text without pages."""
    numbers = _page_numbers(lines)
    heads = {at for group in _repeated(lines).values() for at in group if _is_head(group, lines, numbers)}
    return frozenset(numbers | heads)


def _page_numbers(lines: Sequence[str]) -> set[int]:
    """Return the lines of the longest run of bare numbers that count up as pages do, in even distances."""
    candidates = [
        (at, int(found[1]))
        for at, line in enumerate(lines)
        if line.strip() and (found := _PAGE_NUMBER.fullmatch(line.strip()))
    ]
    best: list[tuple[int, list[int]]] = []
    for place, (at, number) in enumerate(candidates):
        chain = [at]
        for earlier in range(place - 1, max(-1, place - 60), -1):
            before, page = candidates[earlier]
            if _follows(at - before, number - page) and len(best[earlier][1]) + 1 > len(chain):
                chain = [*best[earlier][1], at]
        best.append((number, chain))
    longest = max((chain for _, chain in best), key=len, default=[])
    return set(longest) if len(longest) >= _FEWEST_PAGES and _is_even(longest) else set()


def _follows(lines: int, pages: int) -> bool:
    return 0 < pages <= _LARGEST_STEP and _SHORTEST_PAGE * pages <= lines <= _LONGEST_PAGE * pages


def _repeated(lines: Sequence[str]) -> dict[str, list[int]]:
    """Return the lines by their text without digits, for texts that come often enough to stand on pages."""
    found: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        text = line.strip()
        if text and len(text) <= _LONGEST_HEAD:
            key = " ".join(_DIGITS.sub("", fold(text)).split())
            if key:
                found.setdefault(key, []).append(at)
    return {key: places for key, places in found.items() if len(places) >= _FEWEST_PAGES}


def _is_head(places: Sequence[int], lines: Sequence[str], numbers: set[int]) -> bool:
    """Return whether a repeated line stands beside most page numbers, or at even distances over most of the text."""
    if any("\t" in lines[at].strip() for at in places) and not _counts_up(places, lines):
        return False
    beside = sum(1 for at in places if any(abs(at - number) <= _BESIDE for number in numbers))
    if beside >= _MOSTLY * len(places):
        return True
    reach = (places[-1] - places[0]) / max(1, len(lines))
    return reach >= _LEAST_REACH and _is_even(places)


def _counts_up(places: Sequence[int], lines: Sequence[str]) -> bool:
    """Return whether the lines end (or begin) in numbers that count up, as heads with their page's number do."""
    for pick in (0, -1):
        numbers = [int(found[pick]) for at in places if (found := _DIGITS.findall(lines[at]))]
        if len(numbers) == len(places) and all(0 < b - a <= _LARGEST_STEP for a, b in pairwise(numbers)):
            return True
    return False


def _is_even(places: Sequence[int]) -> bool:
    """Return whether the distances between the lines are those of pages: long enough, and much alike."""
    gaps = [b - a for a, b in pairwise(places)]
    typical = median(gaps)
    if not _SHORTEST_PAGE <= typical <= _LONGEST_PAGE:
        return False
    usual = [gap for gap in gaps if gap <= 3 * typical]
    return len(usual) >= 0.8 * len(gaps) and pstdev(usual) <= _MOST_UNEVEN * mean(usual)


def without_furniture(lines: Sequence[str], furniture: frozenset[int]) -> Iterator[tuple[int, str]]:
    """Yield the other lines with their positions (from 0), so that the lines before and after a page's edge meet.

    Where almost every edge has a blank line on both sides, those belong to the edge; else blank lines are the text's.
    """
    edges = list(_edges(lines, furniture))
    padded = sum(1 for edge in edges if edge.blanks_before and edge.blanks_after)
    own = 1 if padded >= _PADDED * len(edges) else 0
    dropped: set[int] = set()
    for edge in edges:
        first, last = edge.first, edge.last
        dropped.update(range(first - min(own, edge.blanks_before), last + 1 + min(own, edge.blanks_after)))
    yield from ((at, line) for at, line in enumerate(lines) if at not in dropped)


@dataclass(frozen=True)
class _Edge:
    """A page's edge: its first and last line of furniture, and the blank lines around them."""

    first: int
    last: int
    blanks_before: int
    blanks_after: int


def _edges(lines: Sequence[str], furniture: frozenset[int]) -> Iterator[_Edge]:
    """Yield runs of furniture; blank lines between two lines of furniture are part of the run."""
    waiting = sorted(furniture, reverse=True)
    while waiting:
        first = last = waiting.pop()
        while waiting and not any(line.strip() for line in lines[last + 1 : waiting[-1]]):
            last = waiting.pop()
        before = _count_blank(lines[first - 1 :: -1]) if first else 0
        yield _Edge(first, last, before, _count_blank(lines[last + 1 :]))


def _count_blank(lines: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda line: not line.strip(), lines))
