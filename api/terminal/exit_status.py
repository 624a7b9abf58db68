"""The exit statuses of the command line, besides 0 for done."""

from __future__ import annotations

from typing import Final

FAILED: Final = 1
"""The data breaks a shape or doesn't hold what it should, nearly nothing was read, or no source tells of what is asked."""
WRONG_USE: Final = 2
"""The command was typed wrongly, its input can't be read or its output can't be written, the system doesn't give what it
needs, or the program itself is at fault."""
