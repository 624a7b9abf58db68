"""The command `serve`: the graph over HTTP, built first from the packaged tables if there is none."""

from __future__ import annotations

import logging
import socket
from typing import Annotated, Final

import typer

from kentgraf.api.commands.build import build
from kentgraf.api.commands.options import StoreOption, place_of
from kentgraf.api.terminal.messages import say
from kentgraf.graph.store.location import hand_down_login
from kentgraf.graph.store.opening import has_graph
from kentgraf.ontology.errors import StoreError


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Port to listen at; 0 takes a free one.", min=0, max=65535)
    ] = 8000,
    query_seconds: Annotated[
        float | None, typer.Option("--query-seconds", help="How long a query may take (30).", min=0.1)
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="How many queries run at once (40).", min=1)] = None,
    wait_seconds: Annotated[
        float | None, typer.Option("--wait-seconds", help="How long a query waits for a free worker (10).", min=0.1)
    ] = None,
    access_log: Annotated[bool, typer.Option("--access-log", help="Write a line for each request to stderr.")] = False,
    store: StoreOption = None,
) -> None:
    """Serve the SPARQL endpoint, linked data and pages."""
    import uvicorn  # here and not above, so that the other commands start without a web server

    from kentgraf.api.middleware.uvicorn_protocol import make_http_protocol
    from kentgraf.api.query_service.settings import read_settings, with_values
    from kentgraf.api.server import create_app

    place = place_of(store)
    hand_down_login(place)
    listener = _listen(host, port)
    if not has_graph(place):
        say(f"There is no graph in {place} yet; building it from the packaged tables.")
        build(store=store)
    given = {"query_seconds": query_seconds, "workers": workers, "wait_seconds": wait_seconds}
    settings = with_values(read_settings(), given)
    if access_log:
        _log_requests()
    app = create_app(place, settings)
    name = f"[{host}]" if ":" in host else host
    say(f"Kentgraf is at http://{name}:{listener.getsockname()[1]}/ (stop it with Ctrl+C).")
    config = uvicorn.Config(
        app,
        http=make_http_protocol(settings.request_seconds, settings.longest_headers),
        ws="none",
        log_level="warning",
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _log_requests() -> None:
    """A line in the combined log format for each request, on standard error."""
    from kentgraf.api.middleware.access_log import ACCESS_LOG

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger(ACCESS_LOG)
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens at the address, taken before any work is done.

    Raises StoreError when the address is taken or is none of this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
        # without it, an answer in two parts waits for the client's word on the first: 40 ms a request
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise StoreError(f"Can't listen at {host} port {port}: {error.strerror}.") from error


COMMANDS: Final = (serve,)
