"""Tables of pages as CSV downloads: numbers as exact digits, ISO dates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from fastapi import Response


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return the rows as a download named `name`.csv; None is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    safe = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-") or "table"
    headers = {"Content-Disposition": f'attachment; filename="{safe}.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
