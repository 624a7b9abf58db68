"""Read the cover of a report: municipality and year, or else take them from the text."""

from __future__ import annotations

import re

from kentgraf.loaders.documents.text import SourceText
from kentgraf.loaders.sections.strategy.plan_period import find_plan_period
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.package import SourceMeta
from kentgraf.ontology.errors import SourceError
from kentgraf.ontology.turkish import lower, slug, upper

_COVER_LINES = 40


def read_cover(source: SourceText, notes: Notes) -> SourceMeta:
    """Return the municipality and the year of a report, from the cover or else from the text, and the period of its plan.

    Raises SourceError if the text names no year.
    """
    cover = [line.strip() for line in source.lines[:_COVER_LINES] if line.strip()]
    printed = next((line for line in cover if re.search(r"BELED[İI]YES[İI]$", upper(line))), None)
    if printed is None:
        found = re.search(r"([A-ZÇĞİÖŞÜ]\w+(?: Büyükşehir)?) Belediyesi\b", source.whole)
        printed = found.group() if found else None
    if printed is None:
        notes.add("missing", "source", "the municipality's name on the cover")
        printed = "Belediye"
    municipality = " ".join(word[:1] + lower(word[1:]) for word in printed.split())
    year = next((int(line) for line in cover if re.fullmatch(r"(19|20)\d\d", line)), None) or _likely_year(
        source, notes
    )
    plan = find_plan_period(source, year)
    if plan is None:
        notes.add("missing", "plan", f"the years of the strategic plan; the plan's elements stand under {year}")
    city = slug(re.sub(r"\s*(büyükşehir)?\s*belediyesi$", "", lower(printed))) or "city"
    return SourceMeta(
        source=f"{city}-{year}", city=city, municipality=municipality, year=year,
        title=f"{municipality} {year} Faaliyet Raporu", plan=plan, file=source.name, sha256=source.sha256, lines=len(source.raw),
    )  # fmt: skip


def _likely_year(source: SourceText, notes: Notes) -> int:
    """Return the year of the term over the list of members, else the year printed most often."""
    terms = re.findall(r"\d\d\.\d\d\.((?:19|20)\d\d)\s*-", source.whole) or re.findall(
        r"((?:19|20)\d\d) (?:Mali )?[Yy]ılı", source.whole
    )
    if not terms:
        raise SourceError(source.name, found="no year", expected="the year of the report on its cover")
    year = int(max(sorted(set(terms)), key=terms.count))
    notes.add("missing", "source", f"the year on the cover; {year} was taken from the text")
    return year
