"""Which connection gives way when there is no room, and when a request is refused instead."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from support.servers.connections import connected, get, holding, read_answer
from support.servers.http_server import serving

from kentgraf.api.middleware import connection_table
from kentgraf.api.middleware.connection_limits import ConnectionLimits
from kentgraf.api.middleware.connection_table import ConnectionTable


@dataclass(eq=False)
class Client:
    """A connection that only notes whether it was closed."""

    address: str = "192.0.2.1"
    is_closed: bool = False
    written_bytes: int = 0
    arrived: int = 0

    def arrived_bytes(self) -> int:
        return self.arrived

    def buffered_bytes(self) -> int:
        return 0

    def unacknowledged_bytes(self) -> int:
        return 0

    def give_way(self) -> None:
        self.is_closed = True

    refuse_body = reset = give_way


def table_of(most: int, *clients: Client) -> ConnectionTable:
    table = ConnectionTable(ConnectionLimits(max_connections=most))
    for client in clients:
        table.add(client)
    return table


def test_the_connection_that_has_waited_longest_gives_way() -> None:
    first, second, third = (Client(f"192.0.2.{number}") for number in range(3))
    table = table_of(3, first, second, third)
    assert table.is_full()
    table.begin_waiting(first)  # it was answered, and has just begun to wait again
    assert table.make_room()
    assert [client.is_closed for client in (first, second, third)] == [False, True, False]
    table.discard(second)
    assert not table.is_full()


def test_a_connection_with_a_whole_request_never_gives_way() -> None:
    working, waiting = Client("192.0.2.1"), Client("192.0.2.2")
    table = table_of(2, working, waiting)
    table.begin_work(working)
    assert table.make_room()
    assert not table.make_room(), "nothing is left that could be spared"
    assert (working.is_closed, waiting.is_closed) == (False, True)


def test_an_address_that_holds_very_many_connections_gives_way_before_others() -> None:
    alone = Client("192.0.2.9")
    crowd = [Client() for _ in range(7)]
    table = table_of(8, alone, *crowd)
    for _ in range(4):
        table.make_room()
    assert not alone.is_closed, "though it has waited longest"
    assert [client.is_closed for client in crowd] == [True] * 4 + [False] * 3


def test_clients_behind_one_proxy_may_hold_all_connections() -> None:
    crowd = [Client() for _ in range(8)]
    table = table_of(8, *crowd)
    table.make_room()
    assert [client.is_closed for client in crowd] == [True] + [False] * 7


def test_whose_request_has_arrived_but_could_not_be_read_yet_is_safe_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Client("192.0.2.1", arrived=40), Client("192.0.2.2")
    table = table_of(8, first, second)
    assert table.make_room()
    assert (first.is_closed, second.is_closed) == (False, True)
    assert not table.make_room()
    monkeypatch.setattr(connection_table, "_SECONDS_TO_BE_READ", -1.0)
    assert table.make_room(), "who goes on sending doesn't hold a place for ever"
    assert first.is_closed


def test_nobody_in_a_crowd_whose_requests_come_at_once_is_cut_off() -> None:
    """There are more clients than places, and they were accepted before anything of theirs was read."""
    limits = ConnectionLimits(max_connections=24)
    with serving(limits, standstill=1.0) as running, connected(running) as blocking:
        blocking.sendall(get("/block"))
        assert read_answer(blocking)[0] == 200
        time.sleep(0.5)  # now it stands still
        with holding(running, 60, get("/3", keep=False)) as crowd:
            answered = [read_answer(client)[0] for client in crowd]
    assert answered.count(200) >= 20 and set(answered) <= {200, 503}


@pytest.mark.parametrize("loop", ["asyncio", "auto"])
def test_where_whole_requests_take_all_room_the_next_one_is_refused_at_once(loop: str) -> None:
    limits = ConnectionLimits(max_connections=16)
    with serving(limits, loop=loop) as running, holding(running, limits.max_busy, get("/wait")) as busy:
        running.wait_until(lambda: len(running.app.paths) == limits.max_busy, "all are under way")
        for _ in range(20):  # more than there are places
            with connected(running) as client:
                client.sendall(get("/3"))
                status, body = read_answer(client)
                assert (status, b"busy" in body) == (503, True)
        running.app.go_on.set()
        assert [read_answer(client) for client in busy] == [(200, b"##")] * limits.max_busy
        with connected(running) as client:
            client.sendall(get("/3"))
            assert read_answer(client) == (200, b"###")
        assert running.figure("refused_requests") == 20


@pytest.mark.parametrize("most", [1, 2])
def test_a_server_that_may_hold_one_connection_serves_one_client_after_the_other(most: int) -> None:
    with serving(ConnectionLimits(max_connections=most)) as running:
        for _ in range(3):
            with connected(running) as client:
                client.sendall(get("/3"))
                assert read_answer(client) == (200, b"###")


def test_clients_that_read_nothing_give_way_when_all_room_is_theirs() -> None:
    limits = ConnectionLimits(max_connections=8, send_seconds=600)
    with serving(limits) as running, holding(running, 8, get("/4000000"), small_buffer=True):
        running.wait_until(lambda: running.figure("busy_connections") == limits.max_busy, "they take all room")

        def is_answered() -> bool:
            with connected(running) as client:
                client.sendall(get("/3"))
                return read_answer(client) == (200, b"###")

        running.wait_until(is_answered, "a new client is answered")
        assert running.connections.unread.closed > 0
