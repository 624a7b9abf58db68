"""Who published the data of an export, from which sources, and under which licence: the metadata of a data package.

Nothing is licensed unless every source of the export says so, and under the same licence.
"""

from __future__ import annotations

from typing import Any

from pyoxigraph import Store

from kentgraf.graph.sparql.queries import query_text, select, value_of


def package_metadata(store: Store) -> dict[str, Any]:
    """Return `sources`, `licenses` and `contributors` of a Data Package, each only where the graph tells it."""
    rows = select(store, query_text("_dataset_facts"))
    titles = [row["title"].value for row in select(store, query_text("_source_titles"))]
    publishers = sorted({name for row in rows if (name := value_of(row, "publisherName"))})
    licences = {row["source"].value: value_of(row, "licence") for row in rows}
    shared = set(licences.values())
    found: dict[str, Any] = {}
    if titles:
        found["sources"] = [{"title": title} for title in titles]
    if len(shared) == 1 and None not in shared:
        found["licenses"] = [{"path": licence} for licence in shared]
    if publishers:
        found["contributors"] = [{"title": name, "roles": ["publisher"]} for name in publishers]
    return found
