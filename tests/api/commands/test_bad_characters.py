"""Names with escape sequences, in a store of an older version, reach no terminal raw."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, Store

from kentgraf.graph.store.build import build
from kentgraf.graph.store.checksums import record_checksums
from kentgraf.graph.store.folder import current_build
from kentgraf.ontology.namespaces import term

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMANDS = (
    ("members",),
    ("person", "Gökçe İNCE"),
    ("person", "nobody of that name"),
    ("body", "ulasim"),
    ("measures",),
    ("audit",),
    ("show", "https://w3id.org/kentgraf/id/deniz/person/2031-001"),
    ("query", "SELECT ?n { ?p foaf:name ?n }"),
    ("members", "--format", "json"),
)


@pytest.fixture(scope="module")
def older_store(invented_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("older")
    build(invented_path, directory)
    folder = current_build(directory)
    assert folder is not None
    store = Store(str(folder))
    for quad in list(store):
        if isinstance(quad.object, Literal) and quad.predicate in map(
            term, ("foaf:name", "skos:prefLabel", "rdfs:label")
        ):
            store.remove(quad)
            value = f"{quad.object.value}\x1b[2J\x00\x9b\r"
            literal = Literal(value, language=quad.object.language) if quad.object.language else Literal(value)
            store.add(Quad(quad.subject, quad.predicate, literal, quad.graph_name))
    store.flush()
    record_checksums(folder)
    return directory


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_a_command_prints_has_no_control_characters(
    command: tuple[str, ...], run: Run, older_store: Path, tmp_path: Path
) -> None:
    shutil.copytree(older_store, tmp_path / "store")
    done = run(*command, env={"KENTGRAF_STORE": str(tmp_path / "store")})
    assert "Traceback" not in done.stderr
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.stdout + done.stderr)
    assert done.returncode != 0 or "\\u001" in done.stdout or command[0] in ("measures", "audit")
