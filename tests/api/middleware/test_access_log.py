"""Each request is one line in the log, which a client can't break."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kentgraf.api.middleware.access_log import ACCESS_LOG
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

pytestmark = pytest.mark.alone


def test_each_request_is_a_log_line_that_a_client_cannot_break(
    store_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, ACCESS_LOG), TestClient(create_app(store_dir, Settings(workers=1))) as client:
        client.get("/healthz", headers={"User-Agent": 'a "browser"\x7f'})
    lines = [record.getMessage() for record in caplog.records if record.name == ACCESS_LOG]
    assert len(lines) == 1
    assert re.fullmatch(r'\S+ - - \[[^\]]+\] "GET /healthz HTTP/1\.1" 200 3 "-" "a \\x22browser\\x22\\x7f"', lines[0])
