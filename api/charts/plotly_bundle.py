"""The library that draws charts in browsers, from the wheel of Plotly: served once, packed, and never changed under its name.

Browsers keep it for a year, since its address holds its version. No other host is asked for anything.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

router = APIRouter(include_in_schema=False)
_IN_THE_WHEEL: Final = "package_data/plotly.min.js"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_JAVASCRIPT: Final = "text/javascript; charset=utf-8"
_OWN_STYLES: Final = "plotly.js-style-global"
_ADDS_STYLES: Final = re.compile(
    rb'if\(!document\.getElementById\("([\w.-]+)"\)\)\{var \w+=document\.createElement\("style"\)'
)


@dataclass(frozen=True)
class Library:
    """The library's name among the files of pages, and the ids of the style elements that it would add to a page.

    A strict Content-Security-Policy refuses such elements. The library adds none where something has that id already.
    """

    name: str
    style_ids: tuple[str, ...]


@cache
def library() -> Library:
    """The library as pages name it."""
    found = {name.decode("ascii") for name in _ADDS_STYLES.findall(_file().read_bytes())}
    return Library(f"plotly-{version('plotly')}.min.js", (_OWN_STYLES, *sorted(found)))


@router.api_route("/static/plotly-{named}.min.js", methods=["GET", "HEAD"])
def give_library(request: Request, named: str) -> Response:
    """The library; HTTPException 404 for a version that is not the one that is installed."""
    if named != version("plotly"):
        raise HTTPException(404, f"The library is here in version {version('plotly')}, not {named}.")
    packed, tag = _packed()
    headers = {"Cache-Control": _FOR_EVER, "ETag": tag, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type=_JAVASCRIPT, headers=headers)
    return Response(packed, media_type=_JAVASCRIPT, headers={**headers, "Content-Encoding": "gzip"})


@cache
def _packed() -> tuple[bytes, str]:
    """The library packed as small as it goes, and the tag of its content."""
    content = _file().read_bytes()
    return gzip.compress(content, 9, mtime=0), f'W/"{hashlib.sha256(content).hexdigest()[:20]}"'


def _file() -> Path:
    """The file in the wheel, without loading the package, which takes a while and isn't needed."""
    spec = find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package plotly is not installed")
    return Path(spec.submodule_search_locations[0]) / _IN_THE_WHEEL
