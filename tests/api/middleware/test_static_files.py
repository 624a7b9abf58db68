"""Static files come whole, whatever range a client asks for."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(
    "sent", ["bytes=0-9", "bytes=a-b", "bytes=999999999-", "rows=1-2", "bytes=" + "0-1," * 500, ""]
)
def test_a_static_file_comes_whole(client: httpx.Client, sent: str) -> None:
    whole = client.get("/static/style.css")
    answer = client.get("/static/style.css", headers={"Range": sent, "If-Range": "x"})
    assert answer.status_code == 200
    assert answer.content == whole.content
    assert answer.headers["accept-ranges"] == "none"


def test_a_static_file_that_the_client_holds_is_not_sent_again(client: httpx.Client) -> None:
    tag = client.get("/static/style.css").headers["etag"]
    assert client.get("/static/style.css", headers={"If-None-Match": tag}).status_code == 304


def test_a_missing_static_file_is_told_in_json(client: httpx.Client) -> None:
    for path in ("/static/none.css", "/static/", "/static/..%2fserver.py", "/static/%00", "/static/" + "a/" * 3000):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]
