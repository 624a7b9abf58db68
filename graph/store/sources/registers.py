"""The registers of the cities in a store, each in a file of the build's folder, so that a key once given stays with its thing.

register-CITY.zip    the tables of the city's register (`loaders/identity/register_files.py`)
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad

from kentgraf.graph.store.checksums import is_as_written
from kentgraf.graph.store.sources.parts import REGISTER
from kentgraf.loaders.identity.city_register import CityRegister, Kind, combine_registers
from kentgraf.loaders.identity.lasting_keys import LastingKeys
from kentgraf.loaders.identity.register_files import read_register, register_content
from kentgraf.loaders.mapping.retired import add_retired
from kentgraf.loaders.mapping.statements import Statements
from kentgraf.ontology.errors import DamagedBuild
from kentgraf.ontology.iris import Mint

_THE_SAME_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The time in each entry, so that the same register gives the same bytes."""


def register_in(build: Path | None, city: str) -> CityRegister:
    """Return the register of a city that a build holds; an empty one where it holds none. Raises DamagedBuild."""
    path = None if build is None else _file(build, city)
    if path is None or not path.exists():
        return CityRegister(city)
    if not is_as_written(path):
        raise DamagedBuild(path.name, "another file", "a register as it was written")
    with zipfile.ZipFile(path) as packed:
        content = {name: packed.read(name) for name in packed.namelist()}
    return read_register(path, city, content)


def find_register(city: str, registers: Path | None, standing: CityRegister) -> CityRegister:
    """Return the register of a city: from its folder in `registers`, else the packaged one, with what the `standing` one has besides.

    Raises SourceError or TableError for files that can't be read.
    """
    known = CityRegister(city)
    for folder in (None if registers is None else registers / city, Path(str(files("kentgraf.data"))) / city):
        if folder is not None and not known.rows:
            known = read_register(folder, city)
    return combine_registers(known, standing)


def write_registers(folder: Path, registers: Iterable[CityRegister]) -> None:
    """Write registers into the folder of a build, which has those of other cities from the build before. Raises OSError."""
    for register in registers:
        with zipfile.ZipFile(_file(folder, register.city), "w") as packed:
            for name, content in register_content(register).items():
                packed.writestr(zipfile.ZipInfo(name, _THE_SAME_TIME), content, zipfile.ZIP_DEFLATED)


def renamed_iris(before: CityRegister, after: CityRegister, source: str, mint: Mint) -> dict[NamedNode, NamedNode]:
    """Return the IRIs of a source's things that have another key now, each with its new one."""
    renamed = {}
    for kind in _MINTED:
        old, new = before.keys_of(source, kind), after.keys_of(source, kind)
        for row, key in old.items():
            if new.get(row, key) != key:
                renamed[_node(kind, key, mint)] = _node(kind, new[row], mint)
    return renamed


def rename(quad: Quad, renamed: Mapping[NamedNode, NamedNode]) -> Quad:
    """Return a statement with its things under their new IRIs."""
    subject, value = renamed.get(quad.subject, quad.subject), renamed.get(quad.object, quad.object)  # type: ignore[arg-type]
    return Quad(subject, quad.predicate, value, quad.graph_name)


def replaced_as_quads(renamed: Mapping[NamedNode, NamedNode], mint: Mint) -> list[Quad]:
    """Return that former IRIs are replaced, in the source's `about` graph, as it is said of those of an earlier scheme."""
    about = Statements(mint, mint.graph("about"), LastingKeys({}))
    for old, new in renamed.items():
        add_retired(old, new, about)
    return list(about)


def _file(build: Path, city: str) -> Path:
    return build / f"{REGISTER}{city}.zip"


_MINTED: Final[Mapping[Kind, str]] = {"person": "person", "unit": "department", "indicator": "indicator"}


def _node(kind: Kind, key: str, mint: Mint) -> NamedNode:
    name = _MINTED[kind]
    return mint.of_plan(name, key) if kind == "indicator" else mint.thing(name, key)
