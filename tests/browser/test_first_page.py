"""The size and speed of the start page on a first visit."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Response
from support.pages.browser import page_watched
from support.servers.quiet_times import best_quarter

MOST_BYTES = 150_000
MOST_SECONDS = 0.1
# what draws charts is loaded once and kept; the pages' own scripts and styles count
CHART_LIBRARY = re.compile(r"/static/[^?]*plotly", re.IGNORECASE)


def test_the_first_page_comes_in_less_than_a_hundred_and_fifty_kilobytes(browser: Browser, address: str) -> None:
    with page_watched(browser, address) as (page, complaints):
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        page.goto("/", wait_until="networkidle")
        counted = [one for one in answers if one.url.startswith("http") and not CHART_LIBRARY.search(one.url)]
        wire = sum(
            sum(one.request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")) for one in counted
        )
        decoded = sum(len(one.body()) for one in counted)
    assert 0 < wire < MOST_BYTES
    assert 0 < decoded < MOST_BYTES
    assert complaints.found == []


def test_the_bundle_is_downloaded_once_at_most(browser: Browser, address: str) -> None:
    with page_watched(browser, address) as (page, _):
        asked = page.context.new_cdp_session(page)
        asked.send("Network.enable")
        came: list[str] = []
        kept: set[str] = set()
        asked.on("Network.requestServedFromCache", lambda event: kept.add(event["requestId"]))

        def note(event: dict[str, Any]) -> None:
            answer = event["response"]
            if CHART_LIBRARY.search(answer["url"]) and not answer["fromDiskCache"] and event["requestId"] not in kept:
                came.append(answer["url"])

        asked.on("Network.responseReceived", note)
        for path in ("/", "/money?goal=5", "/departments", "/strategy", "/money?goal=4"):
            page.goto(path, wait_until="networkidle")
    assert len(came) <= 1, came


@pytest.mark.alone
def test_the_first_page_takes_less_than_a_tenth_of_a_second(address: str) -> None:
    seconds = []
    for _ in range(30):
        headers = {"Accept": "text/html", "Cache-Control": "no-cache"}
        with httpx.Client(base_url=address, headers=headers, timeout=120) as client:
            client.get("/static/style.css")  # the connection is there
            began = time.perf_counter()
            answer = client.get("/")
            seconds.append(time.perf_counter() - began)
            assert answer.status_code == 200
    assert best_quarter(seconds) < MOST_SECONDS
