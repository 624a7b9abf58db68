"""The command `serve`. It builds the graph from the packaged tables first if there is none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from kentgraf.api.commands.build import build
from kentgraf.api.commands.options import StoreOption, store_location
from kentgraf.api.terminal.output import stdout_is_terminal
from kentgraf.api.terminal.stderr import print_message
from kentgraf.graph.store.location import export_login
from kentgraf.graph.store.opening import has_graph

if TYPE_CHECKING:
    from kentgraf.api.middleware.connection_limits import ConnectionLimits
    from kentgraf.api.query_service.settings import Settings


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
    memory: Annotated[
        int | None,
        typer.Option("--memory", help="MiB that all processes may hold together (half of the machine's).", min=256),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            help="Address under which clients reach the server, such as https://kent.example; a path is the root path.",
            show_default=False,
        ),
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--trusted-proxy",
            metavar="IP[/LENGTH]",
            help="Proxy whose X-Forwarded-Proto, -Host and -For are believed; can be given several times.",
            show_default=False,
        ),
    ] = None,
    access_log: Annotated[bool, typer.Option("--access-log", help="Write a line for each request to stderr.")] = False,
    store: StoreOption = None,
) -> None:
    """Serve the SPARQL endpoint, linked data and pages."""
    import uvicorn  # here and not above: the help of all commands loads without a web server

    from kentgraf.api.middleware.connection_table import ConnectionTable
    from kentgraf.api.middleware.file_descriptors import raise_limit
    from kentgraf.api.middleware.http_server import HttpServer, make_listener
    from kentgraf.api.middleware.uvicorn_protocol import make_http_protocol
    from kentgraf.api.query_service.settings import override, read_settings
    from kentgraf.api.server import create_app
    from kentgraf.api.workers.memory import give_back_large_blocks

    given = {
        "query_seconds": query_seconds,
        "workers": workers,
        "wait_seconds": wait_seconds,
        "memory": memory,
        "base_url": base_url,
        "trusted_proxies": tuple(trusted_proxy) if trusted_proxy else None,
    }
    settings = override(read_settings(), given)
    location = store_location(store)
    export_login(location)
    raise_limit(settings.max_connections, settings.processes)
    listener = make_listener(host, port, settings.send_seconds)
    if not has_graph(location):
        print_message(f"There is no graph in {location} yet; building it from the packaged tables.")
        build(store=store)
    if access_log:
        _write_access_log()
    give_back_large_blocks()
    app = create_app(location, settings)
    app.state.builds.current().pages.warm_up()
    connections = ConnectionTable(_connection_limits(settings))
    app.state.connections = connections
    name = f"[{host}]" if ":" in host else host
    print_message(f"Kentgraf is at http://{name}:{listener.getsockname()[1]}/ (stop it with Ctrl+C).")
    config = uvicorn.Config(
        app,
        http=make_http_protocol(settings.request_seconds, settings.longest_headers, connections=connections),
        timeout_keep_alive=settings.idle_seconds,
        ws="none",
        log_level="warning",
        use_colors=stdout_is_terminal(),  # left to itself, uvicorn asks a standard output that may be closed
        server_header=False,
        proxy_headers=False,  # api/middleware/server_address.py believes only the proxies that the settings name
    )
    HttpServer(config, connections).run(sockets=[listener])


def _write_access_log() -> None:
    """Write a line in the combined log format to standard error for each request."""
    from kentgraf.api.middleware.access_log import ACCESS_LOG

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger(ACCESS_LOG)
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def _connection_limits(settings: Settings) -> ConnectionLimits:
    """Return the limits of connections. To be called when the graph is open, since its files need descriptors too."""
    from kentgraf.api.middleware.connection_limits import ConnectionLimits
    from kentgraf.api.middleware.file_descriptors import bound_connections

    return ConnectionLimits(
        max_connections=bound_connections(settings.max_connections, settings.processes),
        body_bytes=settings.body_bytes,
        unread_bytes=settings.unread_bytes,
        send_seconds=settings.send_seconds,
        send_rate=settings.send_rate,
    )
