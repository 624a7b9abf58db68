"""The hits of a search: things of the graph, pages of the site, rules of the checks, and lines of the source.

The search box, the page of results and the error page for unknown URLs all show such hits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.i18n.labels import Labels
from kentgraf.api.i18n.texts import LANGUAGES, Texts
from kentgraf.api.pages.findings.data import graph_findings
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.navigation import SITE_PAGES, page_at
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.search.index import IndexEntry, SearchHit, SearchIndex, matches_word
from kentgraf.ontology.turkish import fold
from kentgraf.shapes.rule_titles import rule_title

PAGE_KEY: Final = "page:"
"""The prefix of a page's path in its key in the index."""
_RULE_KEY: Final = "rule:"
_LINE: Final = re.compile(r"(?:(?P<word>satir|satirlar|line|lines) )?(?P<number>[0-9]{1,7})(?P<after> satir| line)?")
_TOKEN: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Part:
    """A part of a name, and whether it is what fits the words that were typed."""

    text: str
    fits: bool


@dataclass(frozen=True)
class Hit:
    """Something that was found: what it is called and what it is, in the language of the page, and where to read about it.

    `parts` are the name cut where it fits what was typed.
    """

    iri: str
    name: str
    kind: str
    href: str | None
    parts: tuple[Part, ...]


@cached_per_build
def search_index(snapshot: GraphSnapshot) -> SearchIndex:
    """Return the index of the names of things, of the site's pages, and of the rules that checked something."""
    pages = (
        IndexEntry(
            f"{PAGE_KEY}{page.path}",
            tuple(text for one in LANGUAGES for text in (page.named(one), page.words(one), page.path[1:])),
            prominence=1.8,
        )
        for page in SITE_PAGES
    )
    report = graph_findings(snapshot).report
    names = {one.rule_name for one in report.findings} | {one.rule_name for one in report.checks if one.kind != "none"}
    words = " ".join(Texts(language)("words.rule") for language in LANGUAGES)
    rules = (
        IndexEntry(
            f"{_RULE_KEY}{name}",
            (name, f"{words} {name}", *(rule_title(name, one) for one in LANGUAGES)),
            prominence=-2.5,
        )
        for name in sorted(names)
    )
    return SearchIndex(snapshot.store, [*pages, *rules])


def find_hits(request: Request, snapshot: GraphSnapshot, asked: str, limit: int) -> list[Hit]:
    """Return at most `limit` hits for the words in `asked`, the best first, with the line whose number was typed."""
    found = search_index(snapshot).find(asked, limit)
    hits = make_hits(request, snapshot, found, asked)
    line, is_called_line = _find_line(request, snapshot, asked)
    if line is None:
        return hits
    return [line, *hits][:limit] if is_called_line else [*hits[: limit - 1], line]


def make_hits(request: Request, snapshot: GraphSnapshot, found: Iterable[SearchHit], asked: str) -> list[Hit]:
    """Return what was found with names and URLs in the language of the page; the words in `asked` are highlighted."""
    language = page_language(request)
    labels, links, t = Labels(snapshot.store, language), Links(request, snapshot), Texts(language)
    hits = []
    for one in found:
        if one.iri.startswith(PAGE_KEY):
            page = page_at(one.iri.removeprefix(PAGE_KEY))
            if page is not None:
                name, href = page.named(language), links.local(page.path)
                hits.append(Hit(href, name, t("search.page"), href, highlight(name, asked)))
        elif one.iri.startswith(_RULE_KEY):
            rule = one.iri.removeprefix(_RULE_KEY)
            name, href = rule_title(rule, language), links.local("/findings", rule=rule)
            hits.append(Hit(href, name, t("search.rule"), href, highlight(name, asked)))
        else:
            node = NamedNode(one.iri)
            name = labels.of(node)
            kind = labels.class_label(node) or ""
            hits.append(Hit(one.iri, name, kind, links.thing(one.iri), highlight(name, asked)))
    return hits


def highlight(name: str, asked: str) -> tuple[Part, ...]:
    """Return the parts of a name, of which those that match a word in `asked` can be highlighted.

    >>> highlight("Ulaşım Komisyonu", "ulas")
    (Part(text='Ulaş', fits=True), Part(text='ım Komisyonu', fits=False))
    """
    words = fold(asked).split()
    spans: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(name):
        folded = fold(token[0])
        for word in words:
            start = folded.find(word)
            if word.isdecimal() and len(words) > 1 and folded != word:
                continue  # the 1 of 5.1.1 is no part of 14
            if (start == 0 or (start > 0 and len(word) > 2)) and len(folded) == len(token[0]):
                spans.append((token.start() + start, token.start() + start + len(word)))
            elif folded and matches_word(word, folded):
                spans.append(token.span())
    parts: list[Part] = []
    end_of_last = 0
    for start, end in _merge(spans):
        if start > end_of_last:
            parts.append(Part(name[end_of_last:start], False))
        parts.append(Part(name[start:end], True))
        end_of_last = end
    return (*parts, Part(name[end_of_last:], False)) if end_of_last < len(name) else tuple(parts)


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in their order, with those that overlap or touch merged."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _find_line(request: Request, snapshot: GraphSnapshot, asked: str) -> tuple[Hit | None, bool]:
    """Return the line of the first source whose number was typed, and whether the word `line` was typed too."""
    typed = _LINE.fullmatch(fold(asked))
    if typed is None or not snapshot.sources:
        return None, False
    source, number = snapshot.sources[0], int(typed["number"])
    if not source.lines or not 1 <= number <= source.lines:
        return None, False
    t = Texts(page_language(request))
    name = t("source.line", line=number)
    href = Links(request, snapshot).local(f"/source/{number}")
    iri = f"{source.iri}#line={number - 1},{number}"
    hit = Hit(iri, name, t("search.line"), href, highlight(name, str(number)))
    return hit, bool(typed["word"] or typed["after"])
