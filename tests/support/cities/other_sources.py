"""Sources beside one: the same tables under another city, or for another year."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

TYPED_CITY: Final = Path(__file__).parents[1] / "typed_city"


def copy_source(folder: Path, into: Path, city: str, year: int, **names: str) -> Path:
    """Copy a folder of tables as that of another city or year, with texts in all tables replaced by `names`; return the copy."""
    copy = into / f"{city}-{year}"
    shutil.copytree(folder, copy)
    descriptor = copy / "datapackage.json"
    package = json.loads(descriptor.read_text("utf-8"))
    package["name"] = f"{city}-{year}"
    package["kentgraf"] |= {
        "source": f"{city}-{year}",
        "city": city,
        "year": year,
        "municipality": f"{city.title()} Belediyesi",
    }
    descriptor.write_text(json.dumps(package, ensure_ascii=False, indent=2), "utf-8")
    for old, new in names.items():
        for table in copy.glob("*.csv"):
            table.write_text(table.read_text("utf-8").replace(old, new), "utf-8")
    return copy
