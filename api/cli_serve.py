"""The command `serve`: the graph over HTTP, built first from the packaged tables if there is none."""

from __future__ import annotations

import socket
from typing import Annotated, Final

import typer

from kentgraf.api.cli_build import build
from kentgraf.api.cli_options import StoreOption
from kentgraf.api.words import say
from kentgraf.graph.store import default_store, has_graph
from kentgraf.ontology.errors import StoreError


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Port to listen at; 0 takes a free one.", min=0, max=65535)
    ] = 8000,
    store: StoreOption = None,
) -> None:
    """Serve the SPARQL endpoint, linked data and pages."""
    import uvicorn  # here and not above, so that the other commands start without a web server

    from kentgraf.api.server import create_app

    directory = store or default_store()
    listener = _listen(host, port)
    if not has_graph(directory):
        say(f"There is no graph in {directory} yet; building it from the packaged tables.")
        build(store=directory)
    app = create_app(directory)
    name = f"[{host}]" if ":" in host else host
    say(f"Kentgraf is at http://{name}:{listener.getsockname()[1]}/ (stop it with Ctrl+C).")
    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens at the address, taken before any work is done.

    Raises StoreError when the address is taken or is none of this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise StoreError(f"Can't listen at {host} port {port}: {error.strerror}.") from error


COMMANDS: Final = (serve,)
