"""Characters that not every format can hold: those that XML 1.0 forbids, and those that a terminal would obey.

Tables and changes of the graph that hold them are refused. Writers make safe what an older store still holds.
"""

from __future__ import annotations

import re
from typing import Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_XML_IN_UTF8: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]|\r(?!\n)"
)
_STYLE: Final = re.compile("(\x1b\\[[0-9;]*m)")


def replace_for_xml(text: str) -> str:
    """Return `text` with U+FFFD in place of each character that XML 1.0 can't hold."""
    return _NOT_XML.sub(REPLACEMENT, text)


def replace_in_xml(document: bytes) -> bytes:
    """Return an XML document in UTF-8 with U+FFFD in place of each character that XML 1.0 can't hold."""
    return _NOT_XML_IN_UTF8.sub(REPLACEMENT.encode(), document)


def escape_controls(text: str, *, keep_styles: bool = False) -> str:
    r"""Return `text` with its control characters visible; line breaks and TABs stay.

    Characters that turn the direction of writing count as controls. `keep_styles` keeps the colours of a terminal's output.

    >>> escape_controls("Ada\x1b[2J")
    'Ada\\u001B[2J'
    """
    if keep_styles:
        parts = _STYLE.split(text)
        return "".join(part if index % 2 else escape_controls(part) for index, part in enumerate(parts))
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04X}", text)
