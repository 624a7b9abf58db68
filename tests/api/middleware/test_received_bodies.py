"""Bodies that are never sent to their end don't fill the server, and those who send theirs are served."""

from __future__ import annotations

import pytest
from support.servers.connections import connected, get, holding, read_answer
from support.servers.http_server import serving

from kentgraf.api.middleware.connection_limits import ConnectionLimits
from kentgraf.api.middleware.received_bodies import ReceivedBodies

BODY = 100_000
CROWD = 30


class Sender:
    """A connection on which a body is being received."""

    def __init__(self) -> None:
        self.is_refused = False

    def refuse_body(self) -> None:
        self.is_refused = True


def post(size: int) -> bytes:
    return b"POST /ok HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size


@pytest.mark.parametrize("loop", ["asyncio", "auto"])
def test_a_crowd_that_stops_before_the_end_of_its_bodies_leaves_room_for_others(loop: str) -> None:
    limits = ConnectionLimits(body_bytes=10 * BODY)
    unfinished = post(BODY) + b"#" * (BODY - 1)
    with serving(limits, loop=loop) as running, holding(running, CROWD, unfinished) as crowd:
        running.wait_until(lambda: running.connections.bodies.closed >= CROWD - 10, "some are refused")
        assert 0 < running.figure("body_bytes") <= limits.body_bytes
        status, body = read_answer(crowd[0])
        assert (status, b"busy" in body) == (503, True)
        with connected(running) as client:
            for _ in range(3):
                client.sendall(post(BODY) + b"#" * BODY)
                assert read_answer(client) == (200, b"##")
    assert running.figure("body_bytes") == 0


def test_a_whole_body_counts_no_more() -> None:
    with serving(ConnectionLimits(body_bytes=2 * BODY)) as running:
        with holding(running, 10, post(BODY) + b"#" * BODY) as clients:
            assert [read_answer(client) for client in clients] == [(200, b"##")] * 10
            assert running.figure("body_bytes") == 0
        with connected(running) as client:
            client.sendall(get("/3"))
            assert read_answer(client) == (200, b"###")


def test_the_body_that_has_held_most_for_longest_is_refused() -> None:
    now = [0.0]
    bodies = ReceivedBodies(1000, lambda: now[0])
    old_and_large, old_and_small, new = Sender(), Sender(), Sender()
    bodies.add(old_and_large, 500)
    bodies.add(old_and_small, 50)
    now[0] = 20.0
    assert bodies.add(new, 400)
    now[0] = 21.0
    assert bodies.add(new, 200)
    assert [one.is_refused for one in (old_and_large, old_and_small, new)] == [True, False, False]
    assert bodies.total == 650
    assert not bodies.add(new, 5000), "no single body may hold more"
    assert (new.is_refused, bodies.total) == (True, 50)
