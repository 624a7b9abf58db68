"""Damages the report at random, hundreds of places at once, and sees that a sound graph or a sentence comes of it.

make fuzz        KENTGRAF_REPORT names the report's text
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from pyoxigraph import Store

from kentgraf.loaders.mapping.package import map_package
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.reading import read_package
from kentgraf.loaders.tables.writing import write_package
from kentgraf.ontology.errors import KentgrafError
from kentgraf.shapes.validator import validate

PLACES = 300
SIGNS = "abcçlIO01.,;| \t"


def damage(lines: list[str], chance: random.Random) -> list[str]:
    """The lines with letters slipped, lines emptied, cut or exchanged."""
    damaged = list(lines)
    kind = chance.choice(("slip", "empty", "exchange", "cut"))
    for _ in range(PLACES):
        at = chance.randrange(len(damaged))
        text = damaged[at]
        place = chance.randrange(len(text) + 1)
        if kind == "exchange":
            other = chance.randrange(len(damaged))
            damaged[at], damaged[other] = damaged[other], damaged[at]
        elif kind == "cut":
            damaged[at] = text[:place]
        elif kind == "slip" and text:
            damaged[at] = text[:place] + chance.choice(SIGNS) + text[place + 1 :]
        elif kind == "empty":
            damaged[at] = ""
    return damaged


def main(runs: int = 40) -> int:
    """Run `runs` times; the status is how many runs broke something."""
    report = Path(os.environ["KENTGRAF_REPORT"])
    lines = report.read_text(encoding="utf-8").split("\n")
    broken = 0
    with tempfile.TemporaryDirectory() as folder:
        path, tables = Path(folder) / "report.txt", Path(folder) / "tables"
        for seed in range(runs):
            path.write_text("\n".join(damage(lines, random.Random(seed))), encoding="utf-8")
            try:
                package = extract_report(path)
                write_package(package, tables)
                read_package(tables)
                store = Store()
                store.extend(map_package(package))
                violations = Counter(result.rule.rpartition("#")[2] for result in validate(store).violations)
            except KentgrafError as error:
                print(f"{seed}: {error}")
                continue
            broken += bool(violations)
            print(f"{seed}: {package.counts().get('notes', 0)} notes, violations {dict(violations)}")
    return broken


if __name__ == "__main__":
    sys.exit(main())
