"""The address of the server as its clients know it, decided once for each request.

A `Host` header is what a stranger sends, so no answer repeats it. The address comes, in this order, from

1. the setting `base_url`, whose path is the root path;
2. the `X-Forwarded-Proto` and `X-Forwarded-Host` (else the `Host`) of a proxy that the setting `trusted_proxies` names;
3. the socket on which the request arrived, where `Host` names just that: a browser on the same machine, mostly.

Otherwise it isn't known. It is written into the scope, as plain values: `scheme`, `server`, `root_path` and the `Host`
header, from which Starlette makes URLs, and the base URL or None as `base_url` in `state`. So nothing behind this
middleware sees another host than ours, and redirects are relative. A trusted proxy's `X-Forwarded-For` names the client;
`Forwarded` (RFC 7239) is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.query_service.base_url import (
    DEFAULT_PORTS,
    IpNetwork,
    join_host,
    read_ip_address,
    read_ip_networks,
    split_host,
)

_JSON: Final = "application/json"
_LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")


class _InvalidAddress(Exception):
    """A request that doesn't name one host, or no path; the message says why."""


@dataclass(frozen=True)
class _Address:
    """A scheme, a host with its port unless that is the scheme's, and whether clients reach us there for sure."""

    scheme: str
    host: str
    is_known: bool


class ServerAddressMiddleware:
    """Writes the server's address into the scope, and refuses requests that don't name one host (400)."""

    def __init__(self, app: ASGIApp, base_url: str = "", trusted_proxies: Sequence[str] = ()) -> None:
        self._app = app
        self._base_url = base_url
        self._root_path = urlsplit(base_url).path
        self._proxies = read_ip_networks(tuple(trusted_proxies))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request. The scope is changed in place, so that the access log sees the client as well."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and scope["path"] == "*":  # about the server itself (RFC 9110, section 9.3.7)
            await Response(status_code=204)(scope, receive, send)
            return
        try:
            address = self._find_address(scope)
        except _InvalidAddress as refusal:
            await Response(dump_json({"error": str(refusal)}), 400, media_type=_JSON)(scope, receive, send)
            return
        self._write_address(scope, address)
        origin = f"{address.scheme}://{address.host}"

        async def send_relative(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "location" in headers:
                    headers["location"] = _make_relative(headers["location"], origin)
            await send(message)

        await self._app(scope, receive, send_relative)

    def _find_address(self, scope: Scope) -> _Address:
        """Return the address at which the request arrived. Raises _InvalidAddress."""
        if not scope["path"].startswith("/"):
            raise _InvalidAddress("The target of the request must be a path that begins with a slash.")
        headers = Headers(scope=scope)
        host = _read_host(headers, scope.get("http_version", "1.1"))
        scheme = scope.get("scheme", "http")
        is_proxied = _is_in(self._proxies, (scope.get("client") or ("",))[0])
        if is_proxied:
            scope["client"] = _find_client(headers, scope["client"], self._proxies)
        if self._base_url:
            parts = urlsplit(self._base_url)
            return _Address(parts.scheme, parts.netloc, is_known=True)
        if is_proxied:
            scheme, host = _read_forwarded(headers, scheme, host)
            if host is not None:
                return _Address(scheme, join_host(*host, scheme), is_known=True)
        name, port = (scope.get("server") or ("localhost", None))[:2]
        is_known = host is not None and _names_socket(host, (name, port), scheme)
        # a name of the loopback interface stays what the client called it
        return _Address(scheme, join_host(host[0] if host and is_known else name, port, scheme), is_known)

    def _write_address(self, scope: Scope, address: _Address) -> None:
        root = self._root_path or str(scope.get("root_path", "")).rstrip("/")
        if self._root_path and not f"{scope['path']}/".startswith(f"{root}/"):  # the proxy has cut it off
            scope["path"] = root + scope["path"]
            if "raw_path" in scope:
                scope["raw_path"] = root.encode() + scope["raw_path"]
        scope["root_path"] = root
        scope["scheme"] = address.scheme
        if host := split_host(address.host):  # the server is no host where it listens at a Unix socket
            scope["server"] = (host[0].strip("[]"), host[1] or DEFAULT_PORTS.get(address.scheme))
        others = [header for header in scope["headers"] if header[0] != b"host"]
        scope["headers"] = [(b"host", address.host.encode("latin-1")), *others]
        base_url = f"{address.scheme}://{address.host}{root}" if address.is_known else None
        scope["state"] = {**scope.get("state", {}), "base_url": base_url}


def _read_host(headers: Headers, http_version: str) -> tuple[str, int | None] | None:
    """Return the name and the port that `Host` names; None if HTTP/1.0 sends none (RFC 9112, section 3.2)."""
    sent = headers.getlist("host")
    if not sent and http_version == "1.0":
        return None
    if len(sent) != 1:
        raise _InvalidAddress(f"The request must have one Host header; it has {len(sent) or 'none'}.")
    host = split_host(sent[0])
    if host is None:
        raise _InvalidAddress("The Host header must name a host, and a port if need be: kent.example, [::1]:8000.")
    return host


def _read_forwarded(
    headers: Headers, scheme: str, host: tuple[str, int | None] | None
) -> tuple[str, tuple[str, int | None] | None]:
    """Return the scheme and the host that a trusted proxy names. Of several values the last is that of the nearest proxy."""
    sent_scheme = _last_value(headers, "x-forwarded-proto").lower()
    sent_host = _last_value(headers, "x-forwarded-host")
    if sent_host:
        host = split_host(sent_host)
        if host is None:
            raise _InvalidAddress("The X-Forwarded-Host header must name a host, and a port if need be.")
    return sent_scheme if sent_scheme in DEFAULT_PORTS else scheme, host


def _last_value(headers: Headers, name: str) -> str:
    return ",".join(headers.getlist(name)).rpartition(",")[2].strip()


def _find_client(headers: Headers, peer: tuple[str, int], proxies: Sequence[IpNetwork]) -> tuple[str, int]:
    """Return the client behind trusted proxies: the last address of `X-Forwarded-For` that is none of theirs."""
    client = peer
    for member in reversed(",".join(headers.getlist("x-forwarded-for")).split(",")):
        text = member.strip()
        host = split_host(text)
        found = read_ip_address(text) or (read_ip_address(host[0].strip("[]")) if host else None)
        if found is None:
            break
        client = (str(found), 0)
        if not _is_in(proxies, str(found)):
            break
    return client


def _is_in(networks: Sequence[IpNetwork], text: Any) -> bool:
    address = read_ip_address(str(text))
    return address is not None and any(address in network for network in networks)


def _names_socket(host: tuple[str, int | None], socket: tuple[str, int | None], scheme: str) -> bool:
    """Return whether a Host header names the socket on which the request arrived."""
    port = DEFAULT_PORTS.get(scheme)
    own = join_host(socket[0].lower(), None, scheme)
    is_own_name = host[0] == own or (own in _LOOPBACK_NAMES and host[0] in _LOOPBACK_NAMES)
    return is_own_name and (host[1] or port) == (socket[1] or port)


def _make_relative(location: str, origin: str) -> str:
    """Return the URL of a redirect without our own origin; never one that a browser would read as another host's."""
    rest = location.removeprefix(origin) if location.startswith(f"{origin}/") else location
    return f"/{rest.lstrip('/')}" if rest.startswith("/") else rest
