"""Benchmark of builds from the packaged tables and from the report, SHACL validation included, and of both SHACL engines.

make bench        KENTGRAF_REPORT names the report's text; without it only the packaged tables are built
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

import rdflib
from pyoxigraph import RdfFormat, Store
from rdflib.namespace import SH
from rich.console import Console
from rich.table import Table

from kentgraf.graph.store.build import BuildSummary, build
from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping.package import map_package
from kentgraf.shapes import packaged_shapes
from kentgraf.shapes.validator import reference_validate, validate, validate_with_coverage

RUNS = 5
CITY = Path(__file__).parents[1] / "shapes" / "city.ttl"


def machine() -> str:
    """Return a short description of the machine."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if sys.platform == "linux" else []:
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, {platform.system()}"


def builds(source: Path | None) -> list[BuildSummary]:
    """Build the same source RUNS times, each time into a new store, and return the summaries."""
    summaries = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            summaries.append(build(source, Path(folder)))
    return summaries


def main() -> None:
    """Run all benchmarks and print the results."""
    console = Console()
    console.print(f"Machine: {machine()}")
    table = Table("build from", "triples", "load s", "map s", "validate s", "write s", "whole s", "without shapes s")
    sources: list[tuple[str, Path | None]] = [("packaged tables", None)]
    if os.environ.get("KENTGRAF_REPORT"):
        sources.append(("the report itself", Path(os.environ["KENTGRAF_REPORT"])))
    for name, source in sources:
        summaries = builds(source)
        stages = {stage: statistics.median(s.seconds[stage] for s in summaries) for stage in summaries[0].seconds}
        whole = statistics.median(s.total_seconds for s in summaries)
        seconds = [f"{stages[stage]:.2f}" for stage in ("load", "map", "validate", "write")]
        table.add_row(name, f"{summaries[0].triples:,}", *seconds, f"{whole:.2f}", f"{whole - stages['validate']:.2f}")
    console.print(table)
    compare_audit(console)
    compare_engines(console)


def compare_audit(console: Console) -> None:
    """Compare a build of the packaged tables with all rules to one with the structural rules only, in alternating runs."""
    text = packaged_shapes()
    shapes = rdflib.Graph().parse(data=text, format="turtle")
    counted = rdflib.URIRef("https://w3id.org/kentgraf/shapes#counted")
    comparing = [
        rule for rule, constraint in shapes.subject_objects(SH.sparql) if (constraint, counted, None) in shapes
    ]
    structure = "\n".join((text, *(f"<{rule}> <{SH.deactivated}> true ." for rule in comparing)))
    store = Store()
    store.bulk_extend(map_package(load_source()))
    seconds: dict[str, list[float]] = {"whole": [], "structure": []}
    for _ in range(RUNS):
        for name, run in (
            ("whole", lambda: validate_with_coverage(store)),
            ("structure", lambda: validate(store, shapes=structure)),
        ):
            begin = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - begin)
    rest = statistics.median(s.total_seconds - s.seconds["validate"] for s in builds(None))
    whole, less = (rest + statistics.median(seconds[name]) for name in ("whole", "structure"))
    console.print(
        f"The packaged tables with the whole audit ({len(comparing)} rules that compare): {whole:.2f} s; structure only: {less:.2f} s, "
        f"ratio {whole / less:.2f}; no shapes at all: {rest:.2f} s, ratio {whole / rest:.2f}",
        soft_wrap=True,
    )


def compare_engines(console: Console) -> None:
    """Compare the default engine with unpatched pySHACL over rdflib, on the small city of the shapes' tests."""
    plain = rdflib.Graph().parse(CITY)
    store = Store()
    store.load(path=CITY, format=RdfFormat.TURTLE)
    seconds = {}
    reports = {}
    for name, run in (("default", lambda: validate(store)), ("plain pySHACL", lambda: reference_validate(plain))):
        begin = time.perf_counter()
        reports[name] = run()
        seconds[name] = time.perf_counter() - begin
    same = reports["default"].results == reports["plain pySHACL"].results
    ratio = seconds["plain pySHACL"] / seconds["default"]
    console.print(
        f"SHACL on the small city of the tests ({len(plain):,} triples): default {seconds['default']:.2f} s, plain pySHACL "
        f"{seconds['plain pySHACL']:.2f} s, ratio {ratio:.0f}; the same results: {same}"
    )


if __name__ == "__main__":
    main()
