"""Where a graph lives: in a folder of this machine, or at the address of a SPARQL server.

Both are written in the same place, after `--store` or in KENTGRAF_STORE; what begins with `http://` or `https://` is an
address. Nothing is opened or asked here.
"""

from __future__ import annotations

import os
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
class Address:
    """A SPARQL server: the address as it was given, and, where they don't follow from it, those for updates and for the
    graph store protocol; `login` (`user:password`) or `token` are what we show it, and are never printed.
    """

    url: str
    update: str | None = None
    graphs: str | None = None
    login: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.url


Place = Path | Address


def read_place(text: str) -> Place:
    """The folder or the address that `text` names; what the environment says of an address is added to it.

    Raises StoreError for an address without a host.
    """
    if not text.lower().startswith(("http://", "https://")):
        return Path(text)
    parts = urlsplit(text)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is none
        host, port = None, None
    if not host:
        shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        raise StoreError(f"{shown} is no address of a SPARQL server, such as https://example.org/sparql.")
    login = os.environ.get(_LOGIN)
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    name = f"[{host}]" if ":" in host else host
    url = urlunsplit((parts.scheme, f"{name}:{port}" if port else name, parts.path, parts.query, ""))
    return Address(
        url.rstrip("/"),
        os.environ.get(_UPDATE),
        os.environ.get(_GRAPHS),
        login,
        os.environ.get(_TOKEN),
    )


def default_place() -> Place:
    """Where the graph lives unless a place is named: KENTGRAF_STORE, else `.kentgraf/store` below the working folder."""
    return read_place(os.environ.get(_STORE) or _DEFAULT)


def hand_down_login(place: Place) -> None:
    """Let processes that this one starts know the login of an address without it standing in their command line."""
    if isinstance(place, Address) and place.login is not None:
        os.environ[_LOGIN] = place.login
