"""Running heads and page numbers are found by their repetition; a report's own lines are never taken for them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from support.reports.spoilings import HEAD, with_pages

from kentgraf.loaders.documents.page_furniture import find_furniture, without_furniture

FORMS = [
    (HEAD, "{page}"),
    ("{page}", HEAD),
    (HEAD + " {page}",),
    ("{page} | " + HEAD,),
    ("{page}",),
    (HEAD,),
    ("- {page} -",),
    ("Sayfa {page} / 250",),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("padded", [False, True])
@pytest.mark.parametrize("every", [20, 45])
def test_taking_pages_off_gives_the_text_back(
    form: tuple[str, ...], padded: bool, every: int, invented_path: Path
) -> None:
    lines = invented_path.read_text("utf-8").split("\n")
    spoilt = with_pages(*form, every=every, padded=padded)(lines)
    assert [line for _, line in without_furniture(spoilt, find_furniture(spoilt))] == lines


def test_pages_of_different_lengths_are_found_too(invented_path: Path) -> None:
    lines = invented_path.read_text("utf-8").split("\n")
    chance = random.Random(7)
    spoilt, page, left = [], 0, 0
    for line in lines:
        spoilt.append(line)
        left -= 1
        if left <= 0:
            page, left = page + 1, chance.randint(22, 40)
            spoilt += [HEAD, str(page)]
    assert [line for _, line in without_furniture(spoilt, find_furniture(spoilt))] == lines


def test_a_report_without_pages_loses_nothing(invented_path: Path, report_path: Path) -> None:
    for path in (invented_path, report_path):
        assert find_furniture(path.read_text("utf-8").split("\n")) == frozenset()
