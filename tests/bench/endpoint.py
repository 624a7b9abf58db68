"""Benchmark of the SPARQL endpoint against rdflib-endpoint (in memory, and on Oxigraph) and the Oxigraph server.

make bench-endpoint        writes docs/endpoint-speed.md; needs `wrk` (Debian: apt-get install wrk), which is a fast HTTP client

All servers run at the same time on the same data and take the load in turns, for several rounds, so that a slow moment of the
machine affects all of them. The ratios of the median rounds count. Each query is sent in two ways: with the same text every
time, and with a different comment every time, which defeats caches.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
from bench.build import machine
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store
from kentgraf.ontology.namespaces import PREFIXES

ROUNDS, SECONDS, CONNECTIONS = 3, 2, 4
PEERS = Path(os.environ.get("KENTGRAF_BENCH_BIN", ".venv-bench/bin"))
OUT = Path(__file__).parents[2] / "docs" / "endpoint-speed.md"
GOAL = "<https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/5>"
DAY = '"2025-03-01"^^xsd:date'
QUERIES = {
    "lookup": "SELECT ?p ?o WHERE { <https://w3id.org/kentgraf/id/izmir/plan/2025-2029/activity/87> ?p ?o }",
    "3 hops": "SELECT ?activity ?title WHERE { ?activity kg:carriedOutBy ?unit ; kg:partOf ?target ; "
    f"skos:prefLabel ?title . ?target kg:partOf ?objective . ?objective kg:partOf {GOAL} }}",
    "property path": f"SELECT ?x WHERE {{ ?x kg:partOf+ {GOAL} }}",
    "sum, grouped": "SELECT ?goal (SUM(?m) AS ?sum) WHERE { ?line a kg:BudgetLine ; kg:phase kg:spent ; kg:fund kg:allFunds ; "
    "kg:about ?a ; kg:amount ?m . ?a kg:partOf/kg:partOf/kg:partOf ?goal } GROUP BY ?goal",
    "optional, filter": "SELECT ?name ?body ?until WHERE { ?m a kg:BodyMembership ; org:member/foaf:name ?name ; "
    "org:organization ?body ; kg:validFrom ?from OPTIONAL { ?m kg:validUntil ?until } "
    f"FILTER (?from <= {DAY} && (!BOUND(?until) || ?until > {DAY})) }}",
    "text": 'SELECT ?x ?l WHERE { ?x skos:prefLabel ?l FILTER (CONTAINS(LCASE(STR(?l)), "ulaşım")) }',
}
USED = {name: PREFIXES[name] for name in ("kg", "skos", "org", "foaf", "xsd")}
SCRIPT = """
wrk.headers["Accept"] = "application/sparql-results+json"
local asked = 0
function request()
  asked = asked + 1
  return wrk.format("GET", "%s" .. "?query=%s" .. (%s and ("%%0A%%23" .. asked .. "%s") or ""))
end
"""


@dataclass(frozen=True)
class Server:
    """A running server: its display name, its base URL, and the path of its SPARQL endpoint."""

    name: str
    address: str
    path: str


@dataclass(frozen=True)
class Speed:
    """Responses per second, and the median response time in milliseconds."""

    rate: float
    median: float


@contextmanager
def started(name: str, command: list[str], port: int, path: str) -> Iterator[Server]:
    """Start a server by `command` and yield it as soon as it answers a query."""
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                if httpx.get(address + path, params={"query": "ASK {}"}, timeout=5).status_code == 200:
                    break
            except httpx.HTTPError:
                pass
            if time.monotonic() > deadline or process.poll() is not None:
                raise SystemExit(f"{name} did not start: {' '.join(command)}")
            time.sleep(0.1)
        yield Server(name, address, path)
    finally:
        process.terminate()
        process.wait()


def text_of(name: str) -> str:
    """Return one of QUERIES with its prefixes declared, so that every engine can parse it."""
    return " ".join(f"PREFIX {short}: <{iri}>" for short, iri in USED.items()) + " " + QUERIES[name]


def count(server: Server, name: str) -> int:
    """Return how many rows the server answers."""
    headers = {"Accept": "application/sparql-results+json"}
    answer = httpx.get(server.address + server.path, params={"query": text_of(name)}, headers=headers, timeout=120)
    return len(answer.json()["results"]["bindings"])


def measure(server: Server, name: str, fresh: bool, folder: Path, mark: str) -> Speed:
    """Run one round: CONNECTIONS clients send the query for SECONDS."""
    script = folder / "ask.lua"
    asked = quote(text_of(name), safe="").replace("%", "%%")
    script.write_text(SCRIPT % (server.path, asked.replace("%%", "%"), "true" if fresh else "false", mark), "utf-8")
    told = subprocess.run(
        [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{SECONDS}s",
            "--timeout",
            "60s",
            "--latency",
            "-s",
            str(script),
            server.address,
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in told:
        raise SystemExit(f"{server.name} refused {name}: {told}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    median = re.search(r"50%\s+([\d.]+)(us|ms|s)", told)
    assert rate is not None
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    return Speed(float(rate[1]), float(median[1]) * unit[median[2]] if median and float(rate[1]) else math.inf)


def compare(servers: list[Server], fresh: bool, folder: Path) -> dict[str, list[Speed]]:
    """Return, for each query, the median speed of each server."""
    found = {}
    for name in QUERIES:
        rounds: list[list[Speed]] = [[] for _ in servers]
        for turn in range(ROUNDS):
            for place, server in enumerate(servers):
                rounds[place].append(measure(server, name, fresh, folder, f"r{turn}"))
        found[name] = [
            Speed(statistics.median(s.rate for s in speeds), statistics.median(s.median for s in speeds))
            for speeds in rounds
        ]
        print(f"{name}: " + ", ".join(f"{s.name} {v.rate:.1f}/s" for s, v in zip(servers, found[name], strict=True)))
    return found


def ratios(found: dict[str, list[Speed]], place: int) -> list[float]:
    """Return, for each query, the ratio of the first server's rate to that of the server at index `place`."""
    return [speeds[0].rate / max(speeds[place].rate, 0.01) for speeds in found.values()]


def mean(values: list[float]) -> float:
    """Return the geometric mean."""
    return math.exp(sum(math.log(value) for value in values) / len(values))


def table(title: str, servers: list[Server], found: dict[str, list[Speed]]) -> str:
    """Return the results of one way of sending queries as a Markdown table."""
    lines = [f"## {title}", "", "Answers a second, and the median time of one:", ""]
    lines.append("| query | " + " | ".join(server.name for server in servers) + " |")
    lines.append("| --- |" + " ---: |" * len(servers))
    for name, speeds in found.items():
        cells = [f"{speed.rate:,.1f} ({speed.median:,.1f} ms)" for speed in speeds]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", f"How many times as many answers {servers[0].name} gives:", ""]
    lines.append("| | " + " | ".join(f"than {server.name}" for server in servers[1:]) + " |")
    lines.append("| --- |" + " ---: |" * (len(servers) - 1))
    by_peer = [ratios(found, place) for place in range(1, len(servers))]
    for row, name in enumerate(found):
        lines.append(f"| {name} | " + " | ".join(f"{peer[row]:,.2f}" for peer in by_peer) + " |")
    lines.append("| **geometric mean** | " + " | ".join(f"**{mean(peer):,.2f}**" for peer in by_peer) + " |")
    return "\n".join(lines)


def main() -> None:
    """Build the graph, start all servers, measure, and write the page."""
    if shutil.which("wrk") is None:
        raise SystemExit("`wrk` is missing; without it the one who asks would be slower than those who answer.")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        build(None, folder / "kentgraf")
        flat = Store()
        flat.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in open_store(folder / "kentgraf"))
        data = folder / "data.nt"
        flat.dump(str(data), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        oxigraph = str(PEERS / "oxigraph")
        for command in (["load", "-l", str(folder / "ox"), "-f", str(data)], ["optimize", "-l", str(folder / "ox")]):
            subprocess.run([oxigraph, *command], check=True, capture_output=True)
        kentgraf = [
            sys.executable,
            "-m",
            "kentgraf.api.cli",
            "serve",
            "--store",
            str(folder / "kentgraf"),
            "--port",
            "7301",
        ]
        peer = [str(PEERS / "rdflib-endpoint"), "serve", "--host", "127.0.0.1"]
        ox = [oxigraph, "serve-read-only", "-l", str(folder / "ox"), "-b", "127.0.0.1:7304"]
        servers = [
            stack.enter_context(started("Kentgraf", kentgraf, 7301, "/sparql")),
            stack.enter_context(started("rdflib-endpoint, memory", [*peer, "--port", "7302", str(data)], 7302, "/")),
            stack.enter_context(
                started(
                    "rdflib-endpoint, Oxigraph",
                    [*peer, "--port", "7303", "--store", "Oxigraph", str(data)],
                    7303,
                    "/",
                )
            ),
            stack.enter_context(started("Oxigraph server", ox, 7304, "/query")),
        ]
        for name in QUERIES:
            counts = {server.name: count(server, name) for server in servers}
            if len(set(counts.values())) != 1:
                raise SystemExit(f"{name}: the servers don't answer alike: {counts}")
        fresh, same = compare(servers, True, folder), compare(servers, False, folder)
        OUT.write_text(page(servers, same, fresh, len(flat)), "utf-8")


def page(servers: list[Server], same: dict[str, list[Speed]], fresh: dict[str, list[Speed]], triples: int) -> str:
    """Return the page with both tables."""
    intro = f"""# How fast the endpoint is

Made by `make bench-endpoint`. {len(servers)} servers on the same {triples:,} triples (the packaged tables), all running at once and
asked in turns by `wrk` over {CONNECTIONS} connections; medians of {ROUNDS} rounds of {SECONDS} s. All give the same numbers of rows.
Kentgraf runs with its usual fence: every query in a process of its own with a deadline and a limit on memory. Absolute figures say
little; look at the ratios.

Machine: {machine()}.
"""
    again = table("The same query again and again", servers, same)
    other = table("Another text each time", servers, fresh)
    queries = "\n".join(f"- **{name}**: `{text}`" for name, text in QUERIES.items())
    remark = """Answers are kept for as long as the graph is the same, so a query that was asked before costs a look into a table.
With another text each time every query is run: there the short ones show what HTTP in Python and a process of one's own
cost beside a server in Rust without a fence, the heavier ones what reading from memory gains."""
    return f"{intro}\n{again}\n\n{other}\n\n{remark}\n\n## The queries\n\n{queries}\n"


if __name__ == "__main__":
    main()
