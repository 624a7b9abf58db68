"""Clients that ask what they may: each answer is compared with the one that was computed before."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final

import httpx
from soak.answers import Canonicalizer, Expected, first_difference
from soak.tally import Tally

PATIENCE: Final = 90.0
"""Seconds after which a client gives up: more than any query may take, waiting included."""
REFUSALS: Final = (429, 503)
"""Statuses by which a server under load may send an ordinary client away."""
_RESET_AFTER_KILL: Final = 3.0


class OrdinaryClients:
    """Sends requests at an even pace and judges the answers.

    `last_kill` returns when a child of the server was killed last, by the monotonic clock.
    """

    def __init__(
        self, address: str, canonicalizer: Canonicalizer, tally: Tally, last_kill: Callable[[], float]
    ) -> None:
        self._address = address
        self._canonicalizer = canonicalizer
        self._tally = tally
        self._last_kill = last_kill

    async def run(self, requests: Sequence[Expected], seconds: float, at_once: int) -> None:
        """Send all requests within `seconds`, evenly; what can't be sent by then isn't sent, and counted."""
        began = time.monotonic()
        numbers = iter(range(len(requests)))

        async def send_some(client: httpx.AsyncClient) -> None:
            for number in numbers:
                due = began + number * seconds / len(requests)
                if (wait := due - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
                if time.monotonic() - began > seconds:
                    self._tally.count(requests[number].request.kind, "not sent")
                else:
                    await self._send(client, requests[number])

        # the pool forgets an idle connection before the server closes it, since a close would cross with the next request
        limits = httpx.Limits(max_connections=at_once, keepalive_expiry=2.0)
        async with httpx.AsyncClient(base_url=self._address, timeout=PATIENCE, limits=limits) as client:
            await asyncio.gather(*(send_some(client) for _ in range(at_once)))

    async def _send(self, client: httpx.AsyncClient, expected: Expected) -> None:
        request = expected.request
        try:
            answer = await client.request(
                request.method, request.path, headers=request.headers, content=request.body or None
            )
        except httpx.TimeoutException:
            self._tally.count(request.kind, "no answer")
            self._tally.fault(request.kind, request, f"an answer within {PATIENCE:g} s", "none")
        except httpx.TransportError as error:
            self._tally.count(request.kind, "reset")
            if time.monotonic() - self._last_kill() > _RESET_AFTER_KILL:
                self._tally.fault(request.kind, request, "an answer", f"{type(error).__name__}: {error}")
        else:
            self.judge(expected, answer)

    def judge(self, expected: Expected, answer: httpx.Response) -> None:
        """Count an answer, and note it as a fault unless it is the right one or an orderly refusal."""
        request, status = expected.request, answer.status_code
        self._tally.count(request.kind, status)
        if status == 200:
            try:
                found = self._canonicalizer.canonical(answer.headers.get("content-type", ""), answer.content)
            except (ValueError, SyntaxError, KeyError) as error:
                self._tally.fault(request.kind, request, "a whole answer", f"{error}: {answer.text}")
                return
            if found != expected.content:
                self._tally.fault(request.kind, request, *first_difference(expected.content, found))
        elif status not in REFUSALS:
            self._tally.fault(request.kind, request, "200", f"{status} {answer.text}")
        elif not answer.content or b"Traceback" in answer.content:
            self._tally.fault(request.kind, request, "a sentence that says why", f"{status} {answer.text}")
