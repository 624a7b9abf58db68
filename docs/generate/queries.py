"""Generate `docs/queries.md`, the query gallery: `make docs`."""

from __future__ import annotations

import sys
from typing import Final

from kentgraf.graph.sparql.queries import list_queries

_HEAD: Final = """# The gallery of queries

Made by `make docs` from `graph/queries/*.rq`. Every query runs as `kentgraf query @name`, stands on
the query page of the server, and comes as JSON from `/api/queries`; the usual prefixes need no declaration.

"""


def gallery_page() -> str:
    """Return the page as Markdown: a list, then the title, description and text of each query."""
    queries = list_queries()
    index = "".join(f"- [`{query.name}`](#{query.name}): {query.title['en']}\n" for query in queries)
    parts = [
        f"\n## {query.name}\n\n{query.title['en']} / {query.title['tr']}\n\n{query.description['en']}\n{query.description['tr']}\n\n"
        f"```sparql\n{_without_head(query.text)}\n```\n"
        for query in queries
    ]
    return _HEAD + index + "".join(parts)


def _without_head(text: str) -> str:
    lines = text.strip().split("\n")
    return "\n".join(line for line in lines if not line.startswith(("# title@", "# description@")))


if __name__ == "__main__":
    sys.stdout.write(gallery_page())
