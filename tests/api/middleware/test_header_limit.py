"""A head that is longer than allowed is refused, and one that isn't is answered."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import uvicorn
from support.servers.server_process import PATIENT

from kentgraf.api.middleware.uvicorn_protocol import make_http_protocol
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app


def test_a_head_beyond_the_limit_is_refused(store_dir: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(store_dir, Settings(**PATIENT)), log_level="critical", http=make_http_protocol(5.0, 4000)
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not running.started:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    address = listener.getsockname()
    try:
        with socket.create_connection(address, timeout=60) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Endless: " + b"a" * 5000)
            assert b" 431 " in client.recv(4000)
        with socket.create_connection(address, timeout=60) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 3000 + b"\r\n\r\n")
            assert b" 200 " in client.recv(4000)
    finally:
        running.should_exit = True
        thread.join(timeout=60)
