"""Whatever file comes, the user gets a report read or a sentence that says what was found and what was expected."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from kentgraf.loaders.documents.text import read_text
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.ontology.errors import SourceError


def facts(package: TablePackage) -> dict[str, int]:
    """Row counts of everything that is read, remarks left out."""
    return {name: count for name, count in package.counts().items() if name != "notes"}


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        (lambda text: text.replace("\n", "\r\n").encode(), None),
        (lambda text: b"\xef\xbb\xbf" + text.encode(), None),
        (lambda text: unicodedata.normalize("NFD", text).encode(), "NFD"),
        (lambda text: text.encode("cp1254", errors="ignore"), "Windows-1254"),
        (lambda text: b"\xff\xfe" + text.encode("utf-16-le"), "utf-16-le"),
    ],
    ids=["crlf", "bom", "nfd", "windows-1254", "utf-16"],
)
def test_other_encodings_that_can_be_told_are_read_and_said(
    change: Callable[[str], bytes], remark: str | None, invented: TablePackage, invented_path: Path, tmp_path: Path
) -> None:
    text = invented_path.read_text(encoding="utf-8").replace("■", "*") if remark == "Windows-1254" else None
    path = tmp_path / "report.txt"
    path.write_bytes(change(text or invented_path.read_text(encoding="utf-8")))
    package = extract_report(path)
    remarks = " ".join(str(note) for note in package.notes if note.about == "source")
    assert remark is None or remark in remarks
    if remark != "Windows-1254":  # that code page has no ¹: its footnotes lose their marks
        assert facts(package) == facts(invented)
        assert package.tables["people"] == invented.tables["people"]
    assert len(package.tables["members"]) == len(invented.tables["members"])


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b" \n\n \n", "an empty file"),
        (b"%PDF-1.7\x00\x01\x02", "a binary file"),
        (bytes(range(1, 9)) * 50, "a binary file"),
        ("Meclis Üyeleri şöyle".encode() + b"\xc3\x28\xff\xe9\xd0\xf0", "bytes that are not UTF-8"),
        ("Bir yemek tarifi.\nUn, şeker, yağ.\n2025\n".encode(), "none of the sections"),
    ],
    ids=["empty", "blank", "pdf", "control", "broken utf-8", "other text"],
)
def test_what_is_no_report_is_refused_with_a_sentence(content: bytes, found: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    with pytest.raises(SourceError) as error:
        extract_report(path)
    assert found in str(error.value)
    assert "expected" in str(error.value)
    assert "report.txt" in str(error.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_text(tmp_path / "nowhere.txt")
    with pytest.raises(SourceError, match="a folder"):
        read_text(tmp_path)


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes("bir\fiki\nüç\x0bdört\nbeş".encode())
    source = read_text(path)
    assert len(source.lines) == 3
    assert source.line(3) == "beş"
