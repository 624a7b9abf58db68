"""The source that stands in a path: `/CITY/YEAR/…` is the whole site of one source, where the graph holds several.

What stands before is taken as the root path of the request, so that routes, links and forms below it are those of a server that
holds this source alone.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kentgraf.api.query_service.base_url import split_root_path
from kentgraf.api.query_service.source_paths import SOURCE, path_of
from kentgraf.api.workers.builds import BuildManager
from kentgraf.graph.store.sources.source_list import SourceEntry


class SourceScopeMiddleware:
    """Finds the source that a path names."""

    def __init__(self, app: ASGIApp, builds: BuildManager) -> None:
        self._app = app
        self._builds = builds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the source in the request's state, and add what names it to the root path; pass other requests on."""
        sources = self._builds.current().sources
        if scope["type"] != "http" or len(sources) < 2:
            await self._app(scope, receive, send)
            return
        root, path = split_root_path(scope)
        start = _find_start(path, sources)
        if start is not None:
            query = scope.get("query_string", b"").decode("latin-1")
            target = f"{root}{path_of(start)}/{f'?{query}' if query else ''}"
            await RedirectResponse(target, 307)(scope, receive, send)
            return
        entry = _find(path, sources)
        if entry is not None:
            _enter(scope, f"{root}{path_of(entry)}", path_of(entry), entry)
        await self._app(scope, receive, send)


def _find(path: str, sources: tuple[SourceEntry, ...]) -> SourceEntry | None:
    """Return the source whose site a path is in; of several of one city and year the last one."""
    below = [entry for entry in sources if f"{path}/".startswith(f"{path_of(entry)}/")]
    return below[-1] if below else None


def _find_start(path: str, sources: tuple[SourceEntry, ...]) -> SourceEntry | None:
    """Return the source to whose start page a path leads: that of a city to its latest, that of a year if it lacks the slash."""
    own = [entry for entry in sources if path in (f"/{entry.city}", f"/{entry.city}/", path_of(entry))]
    return own[-1] if own else None


def _enter(scope: Scope, root: str, prefix: str, entry: SourceEntry) -> None:
    state = scope.get("state", {})
    base_url = state.get("base_url")
    scope["root_path"] = root
    scope["state"] = {**state, SOURCE: entry, "base_url": base_url and f"{base_url}{prefix}"}
