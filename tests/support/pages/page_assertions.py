"""Assertions on the HTML of any page: no inline scripts or styles, and nothing loaded from other hosts."""

from __future__ import annotations

import re

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_OWN_FILE = re.compile(r' defer src="/static/[a-z_]+\.js"(?: data-[\w-]+="[^"]*")*')
_DATA = re.compile(r' type="application/json"[^>]*')
_LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|img|iframe|script)[^>]*(?:href|src)="([^"]*)"')


def assert_only_own_scripts(page: str) -> None:
    """Assert that every script is one of our files or JSON data, and that there are no inline scripts, handlers or styles."""
    scripts = _SCRIPT.findall(page)
    assert len(scripts) == len(re.findall(r"<script", page, re.IGNORECASE))
    for attributes, content in scripts:
        assert _DATA.fullmatch(attributes) or (_OWN_FILE.fullmatch(attributes) and not content), attributes
    assert not re.search(r"<[^>]* on[a-z]+=", page)
    assert " style=" not in page
    assert "<style" not in page


def assert_loads_only_own_files(page: str) -> None:
    """Assert that the browser fetches all files of the page from the server that sent the page."""
    loaded = _LOADED.findall(page)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded), loaded
