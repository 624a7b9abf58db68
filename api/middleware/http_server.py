"""A uvicorn server that accepts connections itself, so that it never has more than it has room for.

uvicorn leaves accepting to the event loop, which takes whatever comes: when the process has no descriptor left, asyncio logs
that and pauses, and nobody gets in, however idle the others are. Here a new connection is accepted when there is room; room
is made by `ConnectionTable`; and meanwhile new clients wait in the queue of the listening socket, which takes no descriptor.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Callable
from typing import Final

import uvicorn

from kentgraf.api.middleware.connection_table import ConnectionTable
from kentgraf.ontology.errors import StoreError

_ACCEPTED_AT_ONCE: Final = 64
"""So many are accepted before the event loop does other work."""
_RETRY_SECONDS: Final = 0.25
_SEND_BUFFER_BYTES: Final = 128 << 10
"""Of a connection. Linux doubles it for its own bookkeeping; 50 ms away that is still 2.5 MB a second."""
_LONGEST_USER_TIMEOUT: Final = (1 << 31) - 1
_MakeProtocol = Callable[[], asyncio.Protocol]
_log = logging.getLogger("kentgraf.api")


class HttpServer(uvicorn.Server):
    """Serves on listening sockets and holds at most as many connections as `connections` allows.

    The protocol class of `config` must enter its connections there.
    """

    def __init__(self, config: uvicorn.Config, connections: ConnectionTable) -> None:
        super().__init__(config)
        self._connections = connections
        self._acceptors: list[_Acceptor] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, and accept connections from `sockets`."""
        await super().startup(sockets=[])
        self._acceptors = [_Acceptor(listener, self._make_protocol, self._connections) for listener in sockets or []]
        self._connections.on_release = self._accept
        for acceptor in self._acceptors:
            acceptor.start(self.config.backlog)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept no more, and end the application when the requests under way are answered."""
        for acceptor in self._acceptors:
            acceptor.stop()
        self._connections.unread.hurry()
        await super().shutdown(sockets)

    def _accept(self) -> None:
        for acceptor in self._acceptors:
            acceptor.resume()

    def _make_protocol(self) -> asyncio.Protocol:
        return self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )


class _Acceptor:
    """Accepts the connections of one listening socket while there is room."""

    def __init__(self, listener: socket.socket, make_protocol: _MakeProtocol, connections: ConnectionTable) -> None:
        self._listener = listener
        self._make_protocol = make_protocol
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._opening: set[asyncio.Task[None]] = set()
        self._retry: asyncio.TimerHandle | None = None
        self._is_reading = False
        self._is_stopped = False

    def start(self, backlog: int) -> None:
        """Begin to accept."""
        self._listener.setblocking(False)
        self._listener.listen(backlog)
        self.resume()

    def stop(self) -> None:
        """End accepting."""
        self._is_stopped = True
        self._pause()

    def resume(self) -> None:
        """Go on accepting, after a connection has ended."""
        if self._is_stopped or self._is_reading:
            return
        self._cancel_retry()
        self._is_reading = True
        self._loop.add_reader(self._listener, self._accept_waiting)

    def _pause(self) -> None:
        self._cancel_retry()
        if self._is_reading:
            self._is_reading = False
            self._loop.remove_reader(self._listener)

    def _cancel_retry(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None

    def _accept_waiting(self) -> None:
        for _ in range(_ACCEPTED_AT_ONCE):
            if self._connections.is_full():
                self._await_room()
                return
            try:
                accepted, _address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # the system as a whole has no descriptor or memory left
                _log.warning("can't accept a connection: %s", error.strerror)
                self._await_room()
                return
            accepted.setblocking(False)
            self._connections.expect()
            task = self._loop.create_task(self._open(accepted))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    def _await_room(self) -> None:
        """Close a connection that can be spared, and look again when it has ended or a moment later."""
        self._pause()
        self._connections.make_room()
        self._retry = self._loop.call_later(_RETRY_SECONDS, self.resume)

    async def _open(self, accepted: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._make_protocol, accepted)
        except OSError:  # the client has gone meanwhile
            self._connections.expect_no_longer()
            accepted.close()


def make_listener(host: str, port: int, send_seconds: float) -> socket.socket:
    """Return a socket that listens at the address.

    What the system holds of an answer is bounded for each of its connections, also after the connection was closed: in
    bytes, and in time where a client confirms nothing for twice `send_seconds`. Raises StoreError when the address is in
    use or is none of this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
        # without it, the second part of an answer waits for the client's ACK of the first, about 40 ms
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            milliseconds = min(int(2000 * send_seconds), _LONGEST_USER_TIMEOUT)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
        return listener
    except (OSError, UnicodeError) as error:  # a name that no host can have is a UnicodeError
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise StoreError(
                f"Something else listens at {host!r} port {port} already; choose another --port."
            ) from error
        reason = (error.strerror if isinstance(error, OSError) else None) or "this is no name of a host"
        raise StoreError(f"Can't listen at {host!r} port {port}: {reason}.") from error
