"""A client may send requests ahead: all are answered in their order, and few are held at a time."""

from __future__ import annotations

import threading

import pytest
from support.servers.connections import connected, get
from support.servers.http_server import serving

from kentgraf.api.middleware.connection_limits import ConnectionLimits

MANY = 3000
HELD = 16 + 4096 // len(get("/0"))
"""How many may be parsed ahead: a few, and the rest of a piece."""


@pytest.mark.parametrize("loop", ["asyncio", "auto"])
def test_thousands_of_requests_sent_ahead_are_all_answered_in_order(loop: str) -> None:
    with serving(ConnectionLimits(), loop=loop) as running, connected(running) as client:
        requests = b"".join(get(f"/{number}") for number in range(MANY))
        threading.Thread(target=client.sendall, args=(requests,), daemon=True).start()
        stream = client.makefile("rb")
        for number in range(MANY):
            length = -1
            while (line := stream.readline()) != b"\r\n":
                assert line, f"the connection ended after {number} answers"
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            assert length == number
            assert len(stream.read(length)) == number
        assert running.app.paths == [f"/{number}" for number in range(MANY)]


def test_few_of_the_requests_sent_ahead_are_held() -> None:
    with serving(ConnectionLimits()) as running, connected(running) as client:
        requests = get("/wait") + get("/0") * MANY
        threading.Thread(target=client.sendall, args=(requests,), daemon=True).start()
        running.wait_until(lambda: "/wait" in running.app.paths, "the first one is taken up")
        (connection,) = running.server.server_state.connections
        running.wait_until(lambda: len(connection.pipeline) >= 16, "some wait")  # type: ignore[union-attr]
        assert len(connection.pipeline) <= HELD  # type: ignore[union-attr]
        running.app.go_on.set()
        running.wait_until(lambda: len(running.app.paths) > 100, "the others follow")
        assert len(connection.pipeline) <= HELD  # type: ignore[union-attr]


def test_a_request_that_is_refused_after_others_is_told_so_after_their_answers() -> None:
    with serving(ConnectionLimits()) as running, connected(running) as client:
        client.sendall(get("/wait") + b"no request at all\r\n\r\n")
        running.wait_until(lambda: "/wait" in running.app.paths, "the first one is taken up")
        running.app.go_on.set()
        received = b""
        while part := client.recv(65_536):
            received += part
        first, second, third = received.split(b"HTTP/1.1 ")
        assert (first, second[:3], third[:3]) == (b"", b"200", b"400")
