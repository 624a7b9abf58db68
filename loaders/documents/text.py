"""Read a report's text: from a file to numbered lines and their cells.

The text is what a machine read off the pages: UTF-8, a line a paragraph or table row, cells separated by TAB. Other
encodings and line ends that can be told for sure are taken, and said; what is no text is refused.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from kentgraf.loaders.documents.bounded_files import read_file
from kentgraf.loaders.documents.number_style_detection import in_turkish_style
from kentgraf.loaders.documents.page_furniture import find_furniture, without_furniture
from kentgraf.loaders.documents.plain_text import describe_changes, make_plain
from kentgraf.ontology.errors import SourceError
from kentgraf.ontology.turkish import fold

_MOST_CONTROL_CHARACTERS = 0.01
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
"""The category Cc without blanks and line ends."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True)
class SourceText:
    """The numbered lines of a text; `lines[0]` is line 1.

    `lines` are plain (see `plain_text`), `raw` are as the file has them. `sha256` is that of the file's bytes, `remarks`
    say what had to be done to read it. In the text that `body` gives, `numbers` holds the file's line number of each line.
    """

    name: str
    lines: tuple[str, ...]
    sha256: str
    remarks: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    numbers: tuple[int, ...] | None = None

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Every line folded (see `turkish.fold`), without TABs and marks; used to find headings and titles."""
        return tuple(fold(line) for line in self.lines)

    @cached_property
    def whole(self) -> str:
        """The text as one string, for counting spellings."""
        return "\n".join(self.lines)

    def line(self, number: int) -> str:
        """Return line `number`, counted from 1."""
        return self.lines[number - 1]

    def span(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        """Yield lines `first` to `last`, both included, with their numbers."""
        for number in range(first, min(last, len(self.lines)) + 1):
            yield number, self.lines[number - 1]

    def number_in_file(self, number: int) -> int:
        """Return the file's line number of line `number` of this text."""
        return number if self.numbers is None else self.numbers[number - 1]

    def body(self) -> SourceText:
        """Return the text without page furniture, numbered anew; what was left out is told in its remarks.

        Numbers of a report whose cells are mostly printed in the English style are written in the Turkish one.
        """
        furniture = find_furniture(self.lines)
        kept = list(without_furniture(self.lines, furniture))
        lines, told = in_turkish_style([line for _, line in kept])
        remarks = list(told)
        if furniture:
            remarks.append(f"{len(furniture)} lines of running heads and page numbers were left out")
        return replace(
            self, lines=tuple(lines), remarks=(*self.remarks, *remarks), numbers=tuple(at + 1 for at, _ in kept)
        )


def read_text(path: Path) -> SourceText:
    """Read the report at `path`, and make its lines plain.

    UTF-8 is expected; UTF-16 with its mark and Windows-1254 are taken and remarked, CRLF ends are taken. Raises SourceError
    if the file is missing, empty, no regular file, larger than `bounded_files.MOST_BYTES`, or no text.
    """
    data = read_file(path, expected="a report as a text file")
    text, remarks = _decode(path, data)
    raw = [line.removesuffix("\r") for line in text.split("\n")]
    if raw and raw[-1] == "":
        raw.pop()
    lines = [make_plain(line) for line in raw]
    if not any(line.strip() for line in lines):
        raise SourceError(str(path), found="an empty file", expected="the text of an activity report")
    if lines != raw:
        remarks += describe_changes(raw)
    if any(unicodedata.normalize("NFC", line) != line for line in raw):
        remarks.append("letters split into letter and mark (NFD) were joined")
    return SourceText(path.name, tuple(lines), hashlib.sha256(data).hexdigest(), tuple(remarks), tuple(raw))


def _decode(path: Path, data: bytes) -> tuple[str, list[str]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), [] if encoding == "utf-8" else [f"read as {encoding}"]
            except UnicodeDecodeError as error:
                raise _no_text(path, f"bytes that are not {encoding}, though its mark stands first") from error
    if b"\0" in data:
        raise _no_text(path, "a binary file")
    try:
        text, remarks = data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text, remarks = _decode_windows(path, data, line), ["read as Windows-1254, not UTF-8"]
    controls = len(_CONTROL_CHARACTER.findall(text))
    if text and controls / len(text) > _MOST_CONTROL_CHARACTERS:
        raise _no_text(path, "a binary file")
    return text, remarks


def _decode_windows(path: Path, data: bytes, line: int) -> str:
    """Decode Windows-1254, only if the text then reads as Turkish: a damaged UTF-8 file must not become mojibake."""
    try:
        text = data.decode("cp1254")
    except UnicodeDecodeError as error:
        raise _no_text(path, "bytes that are neither UTF-8 nor Windows-1254", line) from error
    foreign = [c for c in text if ord(c) > 127 and c.isalpha()]
    turkish = sum(1 for c in foreign if c in "çÇğĞıİöÖşŞüÜâÂîÎûÛ")
    if foreign and turkish / len(foreign) < 0.9:
        raise _no_text(path, "bytes that are not UTF-8", line)
    return text


def _no_text(path: Path, found: str, line: int | None = None) -> SourceError:
    return SourceError(str(path), line=line, found=found, expected="the text of an activity report in UTF-8")


def split_cells(line: str) -> list[str]:
    """Return the cells of a table line, stripped; a line without TABs is one cell."""
    return [cell.strip() for cell in line.split("\t")]


def is_table_line(line: str) -> bool:
    """Return whether the line is a row of a table."""
    return "\t" in line


def join_cells(cells: Sequence[str]) -> str:
    """Join cells as the column `printed` holds them."""
    return " | ".join(cells)
