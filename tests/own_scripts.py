"""What scripts a page may hold under its policy: files of ours, and data that nothing runs."""

from __future__ import annotations

import re

_ALLOWED = re.compile(r'<script (?:type="application/json"|defer src="/static/[\w.-]+\.js"(?: data-[\w-]+="[^"]*")*)>')


def strange_scripts(page: str) -> list[str]:
    """The script elements of a page that its policy would refuse, or that come from elsewhere."""
    return [tag for tag in re.findall(r"<script[^>]*>", page) if not _ALLOWED.fullmatch(tag)]
