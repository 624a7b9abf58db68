"""The location of a store: a local folder or a SPARQL server.

Both are given in the same way, by `--store` or the environment variable KENTGRAF_STORE. Text that starts with `http://` or
`https://` is the address of a server. Nothing is opened or contacted here.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from kentgraf.ontology.errors import StoreError

_STORE: Final = "KENTGRAF_STORE"
_UPDATE: Final = "KENTGRAF_STORE_UPDATE"
_GRAPHS: Final = "KENTGRAF_STORE_GRAPHS"
_LOGIN: Final = "KENTGRAF_STORE_LOGIN"
_TOKEN: Final = "KENTGRAF_STORE_TOKEN"
_DEFAULT: Final = ".kentgraf/store"


@dataclass(frozen=True)
class ServerAddress:
    """The address of a SPARQL server, and its credentials.

    `update_url` and `graph_store_url` are the URLs of updates and of the Graph Store Protocol where they don't follow from
    `url`. `login` (`user:password`) and `token` are never printed.
    """

    url: str
    update_url: str | None = None
    graph_store_url: str | None = None
    login: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.url


StoreLocation = Path | ServerAddress


def parse_location(text: str) -> StoreLocation:
    """Return the folder or the server address that `text` names, with the settings of the environment for servers.

    Raises StoreError for an address without a host, and for a token that no header can hold.
    """
    if not text.lower().startswith(("http://", "https://")):
        return Path(text)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:  # the port is no number, or a bracket isn't closed
        host = None
    if not host:
        scheme, _, rest = text.partition("://")
        shown = f"{scheme.lower()}://{re.split('[?#]', rest)[0].rpartition('@')[2]}"
        raise StoreError(f"{shown} is no address of a SPARQL server, such as https://example.org/sparql.")
    login = os.environ.get(_LOGIN)
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    token = os.environ.get(_TOKEN)
    if token is not None and not (token.isascii() and token.isprintable()):
        raise StoreError(f"{_TOKEN} holds characters that a token can't hold; expected printable ASCII.")
    name = f"[{host}]" if ":" in host else host
    url = urlunsplit((parts.scheme, f"{name}:{port}" if port else name, parts.path, parts.query, ""))
    return ServerAddress(
        url.rstrip("/"),
        os.environ.get(_UPDATE),
        os.environ.get(_GRAPHS),
        login,
        token,
    )


def default_location() -> StoreLocation:
    """Return the location that KENTGRAF_STORE names, or `.kentgraf/store` in the working directory."""
    return parse_location(os.environ.get(_STORE) or _DEFAULT)


def export_login(location: StoreLocation) -> None:
    """Put the login of a server into the environment, so that child processes get it without a command line argument."""
    if isinstance(location, ServerAddress) and location.login is not None:
        os.environ[_LOGIN] = location.login
