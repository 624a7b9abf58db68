"""The list of the sources in a build, which stands in the build's folder and tells where each source's own graph is.

SOURCES.json    the sources by city and year; a build without it was made by an older version
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from kentgraf.ontology.errors import DamagedBuild

SOURCES_JSON: Final = "SOURCES.json"
"""The name of the list in the folder of a build."""
_FORM: Final = 1
"""The form of the list; a later version of Kentgraf may write another one."""
_LONGEST: Final = 16 << 20


@dataclass(frozen=True)
class SourceEntry:
    """A source in a store.

    `source` is its key, `city` the slug of its city, `plan` the period of its plan, `kind` what it was read from: `report` or
    `tables`; `lines` those of a report. `triples` is the number of statements in its graph alone, `findings` that of its
    findings by severity, `loaded` the time in UTC (ISO 8601), `changes` the number of updates since. `part` is the folder of
    its graph beside those of other sources; empty where a build holds it alone.
    """

    source: str
    city: str
    municipality: str
    year: int
    kind: str
    base: str
    plan: str
    loaded: str
    lines: int | None = None
    triples: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    changes: int = 0
    part: str = ""

    @property
    def order(self) -> tuple[str, int, str]:
        """The place of a source among others: by city, then by year."""
        return self.city, self.year, self.source


def write_sources(folder: Path, sources: Iterable[SourceEntry]) -> None:
    """Write the list into the folder of a build that isn't complete yet. Raises OSError."""
    entries = [asdict(entry) for entry in sorted(sources, key=lambda entry: entry.order)]
    content = json.dumps({"form": _FORM, "sources": entries}, indent=1, ensure_ascii=False)
    (folder / SOURCES_JSON).write_text(f"{content}\n", "utf-8")


def read_sources(folder: Path) -> tuple[SourceEntry, ...]:
    """Return the sources of a build by city and year; none for one of an older version.

    Raises DamagedBuild for a list that can't be read; that it is as it was written is seen by the build's checksums.
    """
    try:
        with (folder / SOURCES_JSON).open("rb") as file:
            told = json.loads(file.read(_LONGEST))
        return tuple(_entry(**one) for one in told["sources"])
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise DamagedBuild(SOURCES_JSON, (error.strerror or str(error)).lower(), "a readable file") from error
    except (ValueError, TypeError, KeyError):
        raise DamagedBuild(SOURCES_JSON, "no list of sources", "a list of sources as it was written") from None


def _entry(**told: Any) -> SourceEntry:
    known = {one.name for one in fields(SourceEntry)}
    return SourceEntry(**{name: value for name, value in told.items() if name in known})
