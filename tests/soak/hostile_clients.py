"""Clients that a server has to survive; a process of its own, which is nice to the others on the machine.

    python -m soak.hostile_clients PORT SECONDS SEED QUERIES MALFORMED SLOW

It sends that many hostile queries and malformed requests, holds slow connections, and prints a tally as JSON.
"""

from __future__ import annotations

import json
import random
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, Final

from soak.ordinary_clients import PATIENCE
from soak.priority import give_way
from soak.slow_connections import keep_slow_connections
from soak.tally import Tally
from support.attacks.hostile_queries import HOSTILE
from support.attacks.malformed_requests import Malformed, make_requests

QUERY: Final = "hostile query"
MALFORMED: Final = "malformed request"
_AT_ONCE: Final = 6
_GLANCE: Final = 0.05
_ENDED: Final = (200, 400, 408, 413, 414, 429, 503)
"""Statuses of a hostile query: done in time, refused, or ended."""
_REFUSED: Final = tuple(status for status in _ENDED if status != 200)
_FORBIDDEN: Final = tuple(text for text in HOSTILE.values() if text.startswith(("LOAD", "DELETE")) or "SERVICE" in text)
"""Queries that call other hosts or change the graph, which are refused in any case."""


def attack(port: int, seconds: float, seed: int, queries: int, malformed: int, slow: int) -> dict[str, Any]:
    """Attack the server at a port of this machine for `seconds`, and return the tally."""
    tally = Tally()
    chance = random.Random(seed)
    names = chance.choices(sorted(HOSTILE), k=queries)
    texts = [f"{HOSTILE[name]}\n# {name}, {seed} {number}" for number, name in enumerate(names)]
    requests = list(make_requests(seed, malformed))
    threads = [
        threading.Thread(target=keep_slow_connections, args=(port, seconds, slow, seed, tally)),
        *_pace(texts, seconds, _AT_ONCE, lambda text: _send_query(port, text, tally)),
        *_pace(requests, seconds, 2, lambda request: _send_malformed(port, request, tally)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally.as_dict()


def _pace(
    items: Sequence[Any], seconds: float, at_once: int, send: Callable[[Any | None], None]
) -> list[threading.Thread]:
    """Return threads that send all items evenly within `seconds`; for what is late they call `send` with None."""
    began = time.monotonic()

    def send_some(first: int) -> None:
        for place in range(first, len(items), at_once):
            time.sleep(max(0.0, began + place * seconds / len(items) - time.monotonic()))
            send(items[place] if time.monotonic() - began < seconds else None)

    return [threading.Thread(target=send_some, args=(number,)) for number in range(at_once)]


def _send_query(port: int, text: str | None, tally: Tally) -> None:
    if text is None:
        tally.count(QUERY, "not sent")
        return
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json, */*;q=0.1"}
        connection.request("POST", "/sparql", text.encode(), headers)
        answer = connection.getresponse()
        content = answer.read()
    except TimeoutError:
        tally.count(QUERY, "no answer")
        tally.fault(QUERY, text, f"an end within {PATIENCE:g} s", "none")
    except (OSError, HTTPException) as error:
        tally.count(QUERY, type(error).__name__)
    else:
        tally.count(QUERY, answer.status)
        ended = _REFUSED if text.startswith(_FORBIDDEN) else _ENDED
        if answer.status not in ended or b"Traceback" in content[:10_000]:
            tally.fault(QUERY, text, f"one of {ended}", f"{answer.status} {content[:1000]!r}")
        elif answer.status == 200 and "json" in answer.getheader("Content-Type", ""):
            _check_whole(text, content, tally)
        elif answer.status != 200 and not content:
            tally.fault(QUERY, text, "a sentence that says why", f"{answer.status} without content")
    finally:
        connection.close()


def _check_whole(text: str, content: bytes, tally: Tally) -> None:
    try:
        json.loads(content)
    except ValueError as error:
        tally.fault(QUERY, text, "whole JSON", f"{error}: {content[-300:]!r}")


def _send_malformed(port: int, request: Malformed | None, tally: Tally) -> None:
    if request is None:
        tally.count(MALFORMED, "not sent")
        return
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE if request.whole else _GLANCE) as client:
            client.sendall(request.content)
            with HTTPResponse(client, method=request.method) as answer:
                answer.begin()
                content = answer.read()
    except TimeoutError:
        tally.count(MALFORMED, "no answer" if request.whole else "never whole")
        if request.whole:
            tally.fault(MALFORMED, request.content[:200], f"an answer within {PATIENCE:g} s", "none")
    except (OSError, HTTPException) as error:
        tally.count(MALFORMED, type(error).__name__)
    else:
        tally.count(MALFORMED, answer.status)
        if (answer.status >= 500 and answer.status != 503) or b"Traceback" in content:
            tally.fault(MALFORMED, request.content[:200], "no fault of the server", f"{answer.status} {content!r}")


if __name__ == "__main__":
    give_way()
    port, seconds, *others = sys.argv[1:]
    json.dump(attack(int(port), float(seconds), *map(int, others)), sys.stdout)
