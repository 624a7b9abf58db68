"""Load a source: the packaged tables, a folder of tables, or a report."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.reading import check_corrections, read_package
from kentgraf.loaders.tables.schema import DESCRIPTOR
from kentgraf.ontology.errors import SourceError
from kentgraf.ontology.progress import SILENT, Progress


def load_source(source: Path | None = None, progress: Progress = SILENT) -> TablePackage:
    """Load `source`: a folder with `datapackage.json`, a report's text, or (None) the packaged tables.

    Raises SourceError or TableError as `read_package` and `extract_report` do.
    """
    if source is None:
        progress.step("reading the packaged tables")
        return check_corrections(read_package(packaged_tables()))
    if source.is_dir():
        progress.step(f"reading the tables in {source}")
        return check_corrections(read_package(source))
    if source.name == DESCRIPTOR:
        return load_source(source.parent, progress)
    return extract_report(source, progress)


def packaged_tables() -> Path:
    """Return the folder of the tables that ship with the project; raise SourceError if there is not exactly one."""
    folders = [
        Path(str(entry))
        for entry in files("kentgraf.data").iterdir()
        if entry.is_dir() and (entry / DESCRIPTOR).is_file()
    ]
    if len(folders) != 1:
        raise SourceError("data", found=f"{len(folders)} folders of tables", expected="one")
    return folders[0]
