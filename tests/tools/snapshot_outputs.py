"""Write all outputs of Kentgraf for the packaged tables into a folder, so that two versions can be compared.

    python tests/tools/snapshot_outputs.py .venv/bin/kentgraf before
    python tests/tools/snapshot_outputs.py other/.venv/bin/kentgraf after
    diff -r before after

It uses the command line and HTTP only, so it works on any version. Timestamps are masked; everything else must be equal
after a refactoring. With KENTGRAF_REPORT the tables are extracted from the report too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMESTAMPS = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00)|/\d{8}T\d{6}Z"
    r"|\d\d\.\d\d\.20\d\d \d\d:\d\d UTC|\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d UTC"
)
_TODAY = re.compile(date.today().strftime("%Y-%m-%d|%d\\.%m\\.%Y|") + f"{date.today():%-d %B %Y}")
"""The day of the build, which pages name apart from its time."""

_HOST = re.compile(r"127\.0\.0\.1:\d+")
_SUBJECTS = ("1", "5", "5.2", "5.1.1", "87", "845", "46.35.1.42", "46.35.1.50", "46.35.1.67", "transfers")
_DAYS = ("2025-01-01", "2025-03-01", "2025-06-15", "2025-12-31")
_FORMATS = ("ntriples", "nquads", "turtle", "trig", "rdfxml", "jsonld", "popolo", "stratml", "fdp", "csv")
_PATHS = (
    "/council.csv", "/money.csv", "/departments.csv", "/strategy.csv", "/findings.csv", "/findings.json", "/network.svg",
    "/network.graphml", "/openapi.json", "/sitemap.xml", "/robots.txt", "/.well-known/void", "/ns", "/api/summary", "/api/queries",
    "/api/members", "/api/audit", "/api/measures", "/api/network", "/money?goal=5", "/money?goal=1", "/search?q=su",
    "/strategy?weakest=on", "/network?on=2025-03-01", "/source?page=2", "/findings?severity=warning", "/nothing-here",
    "/static/style.css", "/static/charts.js", "/static/network.js", "/static/search.js",
)  # fmt: skip


def commands(gallery: list[str]) -> Iterator[list[str]]:
    """Yield the arguments of the commands whose outputs are written."""
    for form in ("table", "csv", "json"):
        yield from (["trace", code, "--format", form] for code in _SUBJECTS)
    yield from (["trace", code, "--explain", "--format", form] for code in _SUBJECTS for form in ("table", "json"))
    yield from (["audit", "--format", form] for form in ("table", "csv", "json", "html"))
    yield from (["members", "--on", day, "--format", form] for day in _DAYS for form in ("table", "json"))
    yield from (["body", name, "--on", day] for name in ("ulasim", "encumen", "imar") for day in _DAYS)
    yield from (["person", name] for name in ("arslan", "coban", "tugay"))
    forms = ("graphml", "gexf", "json", "csv", "svg", "html")
    yield from (["network", "--on", "2025-03-01", "--format", form] for form in forms)
    yield from (["network", "--on", "2025-03-01", "--projection", "people", "--format", form] for form in forms)
    yield ["measures", "--on", "2025-03-01", "--since", "2025-01-01"]
    yield from (["query", f"@{name}", "--format", "csv"] for name in gallery)
    yield ["--help"]
    for name in ("extract", "build", "query", "trace", "members", "body", "person", "network", "measures", "audit"):
        yield [name, "--help"]


def mask(content: bytes) -> bytes:
    """Return text with timestamps and the server's host and port replaced, and binary content unchanged."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    return _HOST.sub("HOST", _TODAY.sub("TODAY", _TIMESTAMPS.sub("MOMENT", text))).encode()


def write_output(out: Path, name: str, content: bytes) -> None:
    """Write one output, masked, into a file whose name is made from the command or the path."""
    (out / quote(name, safe=" =-.,")[:240]).write_bytes(mask(content))


def run(kentgraf: str, arguments: list[str], store: Path) -> bytes:
    """Run a command and return its output, standard error and exit status included."""
    asked = arguments if "--help" in arguments else [*arguments, "--store", str(store)]
    done = subprocess.run([kentgraf, *asked], capture_output=True, check=False, env={**os.environ, "COLUMNS": "120"})
    told = done.stderr.decode().replace(str(store), "STORE")
    return done.stdout + f"\n-- stderr --\n{told}\n-- status {done.returncode}\n".encode()


@contextmanager
def running_server(kentgraf: str, store: Path) -> Iterator[str]:
    """Serve the store and yield the server's URL."""
    process = subprocess.Popen(
        [kentgraf, "serve", "--port", "0", "--store", str(store)], stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"http://[\d.]+:\d+", line):
                yield found[0]
                return
        raise SystemExit("the server didn't start")
    finally:
        process.terminate()
        process.wait()


def list_paths(client: httpx.Client, things: list[str]) -> list[str]:
    """Return the paths of all pages in both languages, of linked data, and of downloads and the JSON API."""
    pages = re.findall(r"<loc>https?://[^/]+([^<]*)</loc>", client.get("/sitemap.xml").text)
    found = [f"{page}?lang={language}" for page in pages for language in ("tr", "en")]
    found += [f"/id/{thing}?lang={language}" for thing in things for language in ("tr", "en")]
    found += [f"/id/{thing}.ttl" for thing in things[::7]]
    found += [f"/trace?code={code}&lang={language}" for code in _SUBJECTS for language in ("tr", "en")]
    found += [f"{page}{'&' if '?' in page else '?'}lang=en" for page in _PATHS] + list(_PATHS)
    found += [f"/api/trace/{code}" for code in _SUBJECTS]
    found += [f"/source/{line}?lang=tr" for line in range(1200, 9000, 40)]
    return list(dict.fromkeys(found))


def main(kentgraf: str, out: Path) -> None:
    """Write all outputs into the folder `out`, which must not exist yet."""
    out.mkdir(parents=True)
    store, began = out / "store", time.monotonic()
    write_output(out, "build", run(kentgraf, ["build"], store).partition(b"-- stderr")[0])
    if report := os.environ.get("KENTGRAF_REPORT"):
        subprocess.run([kentgraf, "extract", report, "--out", str(out / "tables")], check=True, capture_output=True)
    for form in _FORMATS:
        target = out / f"export.{form}"
        subprocess.run([kentgraf, "export", "--format", form, "--out", str(target), "--store", str(store)], check=True)
        for path in [target, *target.rglob("*")] if target.is_dir() else [target]:
            if path.is_file():
                path.write_bytes(mask(path.read_bytes()))
    findings = re.findall(r"/id/(\S+/finding/[^> ]+)>", (out / "export.ntriples").read_text("utf-8"))
    with running_server(kentgraf, store) as address, httpx.Client(base_url=address, timeout=60) as client:
        gallery = [query["name"] for query in client.get("/api/queries").json()]
        client.headers["Accept"] = "text/html, */*;q=0.5"
        for path in list_paths(client, sorted(set(findings))):
            answer = client.get(path)
            write_output(
                out,
                f"page {path}",
                f"{answer.status_code} {answer.headers.get('content-type')}\n".encode() + answer.content,
            )
    with ThreadPoolExecutor(2) as pool:
        asked = list(commands(gallery))
        for arguments, content in zip(asked, pool.map(lambda a: run(kentgraf, a, store), asked), strict=True):
            write_output(out, "command " + " ".join(arguments), content)
    shutil.rmtree(store)
    print(f"{sum(1 for path in out.rglob('*') if path.is_file())} answers in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
