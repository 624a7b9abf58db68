"""The internals of uvicorn that our HTTP protocol relies on are as they were; otherwise these tests name what has changed."""

from __future__ import annotations

import asyncio
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from packaging.requirements import Requirement
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from kentgraf.api.middleware.uvicorn_protocol import RELIED_ON, make_http_protocol

LOOK_AT = f"uvicorn {version('uvicorn')} has changed inside: see api/middleware/uvicorn_protocol.py before using it"
REQUEST = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n"


class RecordingTransport:
    """A transport that only notes what is done to it."""

    def __init__(self, events: list[str]) -> None:
        self.events = events
        self.closed = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ARG002 - the signature is asyncio's
        return default

    def write(self, data: bytes) -> None:
        self.events.append(f"write {data[-5:].decode()!r}")

    def get_write_buffer_size(self) -> int:
        return 0

    def close(self) -> None:
        self.events.append("close")
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def can_write_eof(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.events.append("pause")

    def resume_reading(self) -> None:
        self.events.append("resume")


async def answer(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - the request is not read
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


async def answered(protocol_class: type[HttpToolsProtocol], *requests: bytes) -> tuple[HttpToolsProtocol, list[str]]:
    """A connection after it was answered, and what happened to its transport and its cycle."""
    events: list[str] = []
    config = uvicorn.Config(answer, http=protocol_class, ws="none", lifespan="off", log_level="error")
    protocol = protocol_class(config=config, server_state=ServerState(), app_state={})
    complete = protocol.on_response_complete

    def on_response_complete() -> None:
        events.append(f"response complete: {protocol.cycle.response_complete}")
        complete()

    protocol.on_response_complete = on_response_complete  # type: ignore[method-assign]
    protocol.connection_made(RecordingTransport(events))  # type: ignore[arg-type]
    for request in requests:
        protocol.data_received(request)
    async with asyncio.timeout(60):
        while not any(event.startswith("response complete") for event in events):
            await asyncio.sleep(0)
    return protocol, events


async def started_and_ended(server: uvicorn.Server) -> None:
    """Start a server on an empty list of sockets, as ours does to accept connections itself."""
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup(sockets=[])
    assert (server.started, server.servers) == (True, []), LOOK_AT
    await server.shutdown(sockets=[])


def test_the_internals_that_are_used_are_there() -> None:
    protocol, _ = asyncio.run(answered(HttpToolsProtocol, REQUEST))
    server = uvicorn.Server(protocol.config)
    asyncio.run(started_and_ended(server))
    used = {
        HttpToolsProtocol: protocol,
        RequestResponseCycle: protocol.cycle,
        FlowControl: protocol.flow,
        uvicorn.Server: server,
        uvicorn.Config: protocol.config,
    }
    assert used.keys() == RELIED_ON.keys()
    missing = [
        f"{kind.__name__}.{name}" for kind, one in used.items() for name in RELIED_ON[kind] if not hasattr(one, name)
    ]
    assert missing == [], LOOK_AT


def test_an_answer_ends_in_the_order_that_lingering_relies_on() -> None:
    _, events = asyncio.run(answered(HttpToolsProtocol, REQUEST))
    assert events[-3:] == ["write 'hello'", "close", "response complete: True"], LOOK_AT


def test_a_cycle_knows_whether_its_request_is_complete() -> None:
    early, _ = asyncio.run(answered(HttpToolsProtocol, REQUEST))
    assert (early.cycle.more_body, early.cycle.keep_alive) == (True, False), LOOK_AT
    whole, _ = asyncio.run(answered(HttpToolsProtocol, REQUEST + b"#" * 10))
    assert whole.cycle.more_body is False, LOOK_AT


def test_uvicorn_calls_what_our_protocol_overrides(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = make_http_protocol(5.0, 4000)
    called = []
    own = [kind for kind in ours.__mro__ if kind.__module__.startswith("kentgraf.")]
    overridden = [name for name in RELIED_ON[HttpToolsProtocol] if any(name in kind.__dict__ for kind in own)]
    for name in overridden:
        original = getattr(ours, name)

        def note(self: Any, *arguments: Any, _name: str = name, _original: Any = original) -> Any:
            called.append(_name)
            return _original(self, *arguments)

        monkeypatch.setattr(ours, name, note)

    async def whole_life() -> None:
        protocol, _ = await answered(ours, REQUEST + b"#" * 10)
        protocol.resume_writing()  # as its transport does
        protocol.connection_lost(None)
        refused, _ = await answered(ours, REQUEST, b"#" * 10)
        refused.shutdown()
        broken = ours(config=protocol.config, server_state=ServerState(), app_state={})
        broken.connection_made(RecordingTransport([]))  # type: ignore[arg-type]
        broken.data_received(b"\x00 no request\r\n\r\n")
        broken.connection_lost(None)

    asyncio.run(whole_life())
    assert set(overridden) - set(called) == set(), LOOK_AT


def test_the_project_takes_only_the_version_of_uvicorn_that_this_was_written_for() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = next(Requirement(one) for one in project["dependencies"] if Requirement(one).name == "uvicorn")
    assert version("uvicorn") in wanted.specifier
    assert "0.53.9" not in wanted.specifier
    assert "0.55.0" not in wanted.specifier
