"""`/static/plotly-….min.js`: the JavaScript bundle that draws charts in browsers, from the wheel of Plotly.

Its URL holds the version, so that browsers may keep it for a year. It is compressed once.
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
_PATH_IN_WHEEL: Final = "package_data/plotly.min.js"
_IMMUTABLE: Final = "public, max-age=31536000, immutable"
_JAVASCRIPT: Final = "text/javascript; charset=utf-8"
_GLOBAL_STYLE_ID: Final = "plotly.js-style-global"
_STYLE_INSERTION: Final = re.compile(
    rb'if\(!document\.getElementById\("([\w.-]+)"\)\)\{var \w+=document\.createElement\("style"\)'
)


@dataclass(frozen=True)
class PlotlyBundle:
    """The name of the bundle among the static files, and the ids of the style elements that it inserts into a page.

    The Content-Security-Policy forbids these, and the bundle inserts none where an element has the id already.
    """

    name: str
    style_ids: tuple[str, ...]


@cache
def plotly_bundle() -> PlotlyBundle:
    """Return the bundle of the installed version."""
    found = {name.decode("ascii") for name in _STYLE_INSERTION.findall(_file().read_bytes())}
    return PlotlyBundle(f"plotly-{version('plotly')}.min.js", (_GLOBAL_STYLE_ID, *sorted(found)))


@router.api_route("/static/plotly-{named}.min.js", methods=["GET", "HEAD"])
def get_bundle(request: Request, named: str) -> Response:
    """Return the bundle. Raises HTTPException 404 for another version than the installed one."""
    if named != version("plotly"):
        raise HTTPException(404, f"The library is here in version {version('plotly')}, not {named}.")
    compressed, tag = _compress()
    headers = {"Cache-Control": _IMMUTABLE, "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(compressed), media_type=_JAVASCRIPT, headers=headers)
    return Response(compressed, media_type=_JAVASCRIPT, headers={**headers, "Content-Encoding": "gzip"})


@cache
def _compress() -> tuple[bytes, str]:
    """Return the compressed bundle and its ETag."""
    content = _file().read_bytes()
    return gzip.compress(content, 9, mtime=0), f'W/"{hashlib.sha256(content).hexdigest()[:20]}"'


def _file() -> Path:
    """Return the path of the bundle, without importing Plotly, which is slow."""
    spec = find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package plotly is not installed")
    return Path(spec.submodule_search_locations[0]) / _PATH_IN_WHEEL
