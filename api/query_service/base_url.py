"""Where a server is: the syntax of hosts, of the base URL under which clients reach it, and of the proxies that it trusts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final

from kentgraf.ontology.errors import StoreError

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"(?P<name>[A-Za-z0-9._-]{1,255}|\[(?P<ip>[0-9A-Fa-f:.]{2,45})\])(?::(?P<port>[0-9]{0,5}))?")
_BASE_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[^/?#@\s]+)(?P<path>(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*)/?",
    re.IGNORECASE | re.ASCII,
)
_MAX_PORT: Final = 65535


def split_host(text: str) -> tuple[str, int | None] | None:
    """Return the name in lower case and the port of `host[:port]`, as a Host header has them; None if it is none.

    A name has letters, digits, `-`, `.` and `_`; an IPv6 address is in brackets, and is returned with them.

    >>> split_host("Kent.example:8080")
    ('kent.example', 8080)
    >>> split_host('a"b<>') is None
    True
    """
    found = _HOST.fullmatch(text)
    if found is None or (found["ip"] and read_ip_address(found["ip"]) is None):
        return None
    port = int(found["port"]) if found["port"] else None
    return None if port is not None and port > _MAX_PORT else (found["name"].lower(), port)


def join_host(name: str, port: int | None, scheme: str) -> str:
    """Return `name` with the port, unless that is the one of the scheme; an IPv6 address may come without its brackets."""
    host = f"[{name}]" if ":" in name and not name.startswith("[") else name
    return host if port is None or port == DEFAULT_PORTS.get(scheme) else f"{host}:{port}"


def read_ip_address(text: str) -> IpAddress | None:
    """Return an IP address, or None. One of IPv4 that is mapped into IPv6 is returned as that of IPv4."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def read_base_url(text: str) -> str:
    """Return a base URL without a slash at its end, its scheme and host in lower case.

    Raises StoreError for what is not `http(s)://host[:port][/path]`: user information, a query, a fragment and characters
    of the path that would have to be escaped are refused.
    """
    found = _BASE_URL.fullmatch(text)
    host = split_host(found["host"]) if found else None
    if found is None or host is None:
        raise StoreError(
            f"The base URL (--base-url, KENTGRAF_BASE_URL) is {text!r}; it must be an address such as https://kent.example"
            " or https://example.org/kent, without a query, a fragment or a login."
        )
    scheme = found["scheme"].lower()
    return f"{scheme}://{join_host(*host, scheme)}{found['path']}"


def split_root_path(scope: Mapping[str, Any]) -> tuple[str, str]:
    """Return the root path of a request's scope without a slash at its end, and the path below it."""
    root, path = str(scope.get("root_path", "")).rstrip("/"), str(scope["path"])
    is_below = bool(root) and f"{path}/".startswith(f"{root}/")
    return root, (path.removeprefix(root) or "/") if is_below else path


def read_ip_networks(texts: tuple[str, ...]) -> tuple[IpNetwork, ...]:
    """Return the networks that `texts` name, each an address or `address/length`. Raises StoreError for another text."""
    networks = []
    for text in texts:
        try:
            networks.append(ip_network(text, strict=False))
        except ValueError:
            raise StoreError(
                f"A trusted proxy (--trusted-proxy, KENTGRAF_TRUSTED_PROXIES) is {text!r}; it must be an IP address or a"
                " network such as 10.0.0.0/8."
            ) from None
    return tuple(networks)
