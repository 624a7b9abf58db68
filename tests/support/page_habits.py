"""What every page must hold to, for tests that read pages: no script but our files, no style of its own, our addresses."""

from __future__ import annotations

import re

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_OWN_FILE = re.compile(r' defer src="/static/[a-z_]+\.js"(?: data-[\w-]+="[^"]*")*')
_DATA = re.compile(r' type="application/json"[^>]*')
_LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|img|iframe|script)[^>]*(?:href|src)="([^"]*)"')


def assert_only_own_scripts(page: str) -> None:
    """Every script of the page is an own file or data; no script, handler or style stands in the page itself."""
    scripts = _SCRIPT.findall(page)
    assert len(scripts) == len(re.findall(r"<script", page, re.IGNORECASE))
    for attributes, content in scripts:
        assert _DATA.fullmatch(attributes) or (_OWN_FILE.fullmatch(attributes) and not content), attributes
    assert not re.search(r"<[^>]* on[a-z]+=", page)
    assert " style=" not in page
    assert "<style" not in page


def assert_loads_only_own_files(page: str) -> None:
    """What the browser fetches with the page comes from the server that gave it."""
    loaded = _LOADED.findall(page)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded), loaded
