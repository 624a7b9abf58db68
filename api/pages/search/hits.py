"""What the search can find, and how a hit is shown: things of the graph, pages of the site, rules of the checks, lines.

The box on every page, the page of results and the page for unknown addresses all show the same hits.
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
from kentgraf.api.pages.evidence.findings import findings_of
from kentgraf.api.pages.frame.rendering import Links, page_language
from kentgraf.api.pages.frame.site_pages import SITE_PAGES, page_at
from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication
from kentgraf.graph.search.index import Entry, Found, SearchIndex, fits
from kentgraf.ontology.turkish import fold
from kentgraf.shapes.rule_titles import title_of

PAGE_KEY: Final = "page:"
"""What stands before the address of a page, as the key by which the search knows it."""
_RULE: Final = "rule:"
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


@once_per_build
def index_of(publication: Publication) -> SearchIndex:
    """The names of the graph that is served, of the site's pages and of the rules that found something or looked."""
    pages = (
        Entry(
            f"{PAGE_KEY}{page.path}",
            tuple(text for one in LANGUAGES for text in (page.named(one), page.words(one), page.path[1:])),
            prominence=1.8,
        )
        for page in SITE_PAGES
    )
    report = findings_of(publication).report
    names = {one.rule_name for one in report.findings} | {one.rule_name for one in report.checks if one.kind != "none"}
    words = " ".join(Texts(language)("words.rule") for language in LANGUAGES)
    rules = (
        Entry(f"{_RULE}{name}", (name, f"{words} {name}", *(title_of(name, one) for one in LANGUAGES)), prominence=-2.5)
        for name in sorted(names)
    )
    return SearchIndex(publication.store, [*pages, *rules])


def find_hits(request: Request, publication: Publication, asked: str, most: int) -> list[Hit]:
    """What fits, the best first; a line of the source where its number was typed."""
    found = index_of(publication).find(asked, most)
    hits = show_hits(request, publication, found, asked)
    line, meant = _line_hit(request, publication, asked)
    if line is None:
        return hits
    return [line, *hits][:most] if meant else [*hits[: most - 1], line]


def show_hits(request: Request, publication: Publication, found: Iterable[Found], asked: str) -> list[Hit]:
    """What was found, as it is shown to the reader of a page."""
    language = page_language(request)
    labels, links, t = Labels(publication.store, language), Links(request, publication), Texts(language)
    hits = []
    for one in found:
        if one.iri.startswith(PAGE_KEY):
            page = page_at(one.iri.removeprefix(PAGE_KEY))
            if page is not None:
                name, href = page.named(language), links.local(page.path)
                hits.append(Hit(href, name, t("search.page"), href, mark(name, asked)))
        elif one.iri.startswith(_RULE):
            rule = one.iri.removeprefix(_RULE)
            name, href = title_of(rule, language), links.local("/findings", rule=rule)
            hits.append(Hit(href, name, t("search.rule"), href, mark(name, asked)))
        else:
            node = NamedNode(one.iri)
            name = labels.of(node)
            hits.append(Hit(one.iri, name, labels.of_kind(node) or "", links.thing(one.iri), mark(name, asked)))
    return hits


def mark(name: str, asked: str) -> tuple[Part, ...]:
    """The name cut into parts, so that those can be marked that fit the words in `asked`.

    >>> mark("Ulaşım Komisyonu", "ulas")
    (Part(text='Ulaş', fits=True), Part(text='ım Komisyonu', fits=False))
    """
    words = fold(asked).split()
    spans: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(name):
        known = fold(token[0])
        for word in words:
            place = known.find(word)
            if word.isdecimal() and len(words) > 1 and known != word:
                continue  # the 1 of 5.1.1 is no part of 14
            if (place == 0 or (place > 0 and len(word) > 2)) and len(known) == len(token[0]):
                spans.append((token.start() + place, token.start() + place + len(word)))
            elif known and fits(word, known):
                spans.append(token.span())
    parts: list[Part] = []
    at = 0
    for start, end in _joined(spans):
        if start > at:
            parts.append(Part(name[at:start], False))
        parts.append(Part(name[start:end], True))
        at = end
    return (*parts, Part(name[at:], False)) if at < len(name) else tuple(parts)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in their order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _line_hit(request: Request, publication: Publication, asked: str) -> tuple[Hit | None, bool]:
    """The line of the first source whose number was typed, and whether it was called a line."""
    typed = _LINE.fullmatch(fold(asked))
    if typed is None or not publication.sources:
        return None, False
    source, number = publication.sources[0], int(typed["number"])
    if not source.lines or not 1 <= number <= source.lines:
        return None, False
    t = Texts(page_language(request))
    name = t("source.line", line=number)
    href = Links(request, publication).local(f"/source/{number}")
    iri = f"{source.iri}#line={number - 1},{number}"
    return Hit(iri, name, t("search.line"), href, mark(name, str(number))), bool(typed["word"] or typed["after"])
