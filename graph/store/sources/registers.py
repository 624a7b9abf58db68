"""The registers of the cities in a store, each in a file of the build's folder, so that a key once given stays with its thing.

register-CITY.zip    the tables of the city's register (`loaders/identity/register_files.py`)
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kentgraf.graph.store.sources.parts import link_file
from kentgraf.loaders.identity.city_register import CityRegister, Kind, combine_registers
from kentgraf.loaders.identity.register_files import read_register, register_content
from kentgraf.ontology.errors import DamagedBuild
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import term

_NAME: Final = "register-{}.zip"
_THE_SAME_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The time in each entry, so that the same register gives the same bytes."""


def register_in(build: Path | None, city: str) -> CityRegister:
    """Return the register of a city that a build holds; an empty one where it holds none. Raises DamagedBuild."""
    path = None if build is None else build / _NAME.format(city)
    if path is None or not path.exists():
        return CityRegister(city)
    try:
        with zipfile.ZipFile(path) as packed:
            content = {name: packed.read(name) for name in packed.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise DamagedBuild(path.name, str(error), "a register as it was written") from error
    return read_register(path, city, content)


def find_register(city: str, registers: Path | None, build: Path | None) -> CityRegister:
    """Return the register of a city: from its folder in `registers`, else the packaged one, with what a build holds besides.

    Raises SourceError or TableError for files that can't be read, and DamagedBuild.
    """
    known = CityRegister(city)
    for folder in (None if registers is None else registers / city, Path(str(files("kentgraf.data"))) / city):
        if folder is not None and not known.rows:
            known = read_register(folder, city)
    return combine_registers(known, register_in(build, city))


def write_registers(folder: Path, registers: Mapping[str, CityRegister], standing: Path | None) -> None:
    """Write registers by city into the folder of a build, and link those of other cities from the build before. Raises OSError."""
    for city, register in registers.items():
        with zipfile.ZipFile(folder / _NAME.format(city), "w") as packed:
            for name, content in register_content(register).items():
                packed.writestr(zipfile.ZipInfo(name, _THE_SAME_TIME), content, zipfile.ZIP_DEFLATED)
    for path in () if standing is None else sorted(standing.glob(_NAME.format("*"))):
        if not (folder / path.name).exists():
            link_file(path, folder)


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


def replaced_as_quads(renamed: Mapping[NamedNode, NamedNode], mint: Mint, graph: NamedNode) -> list[Quad]:
    """Return that former IRIs are replaced, as `map_retired` says it of those of an earlier scheme."""
    quads = []
    for old, new in renamed.items():
        path = old.value.removeprefix(mint.base)
        quads += [
            Quad(old, term("dcterms:isReplacedBy"), new, graph),
            Quad(old, term("rdfs:label"), Literal(f"{path} (eski adres)", language="tr"), graph),
            Quad(old, term("rdfs:label"), Literal(f"{path} (former address)", language="en"), graph),
        ]
    return quads


_MINTED: Final[Mapping[Kind, str]] = {"person": "person", "unit": "department", "indicator": "indicator"}


def _node(kind: Kind, key: str, mint: Mint) -> NamedNode:
    name = _MINTED[kind]
    return mint.of_plan(name, key) if kind == "indicator" else mint.thing(name, key)
