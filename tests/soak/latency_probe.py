"""One client that asks small queries one after another and measures how long each takes; a process of its own.

    python -m soak.latency_probe ADDRESS SECONDS

It prints JSON: `seconds` of the answers that were right, and a tally of all. Every query is another text, so that no answer
comes from a cache.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import time
from itertools import count
from typing import Final
from urllib.parse import quote, urlsplit

from soak.ordinary_clients import PATIENCE, REFUSALS
from soak.tally import Tally

KIND: Final = "lookup of the probe"
_GOALS: Final = "SELECT (COUNT(?g) AS ?n) WHERE {{ ?g a kg:Goal }} # {process} {number}"
_ANSWER: Final = b"n\r\n5\r\n"
_PAUSE: Final = 0.04


def probe(address: str, seconds: float) -> dict[str, object]:
    """Return the latencies in seconds and the tally of lookups for `seconds`."""
    tally, taken = Tally(), []
    end = time.monotonic() + seconds
    connection = _connect(address)
    for number in count():
        if time.monotonic() > end:
            break
        query = quote(_GOALS.format(process=os.getpid(), number=number))
        begin = time.perf_counter()
        try:
            connection.request("GET", f"/sparql?query={query}", headers={"Accept": "text/csv"})
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            tally.count(KIND, f"{type(error).__name__}")
            connection.close()
            connection = _connect(address)
        else:
            tally.count(KIND, answer.status)
            if answer.status == 200 and content == _ANSWER:
                taken.append(time.perf_counter() - begin)
            elif answer.status not in REFUSALS:
                tally.fault(KIND, query, _ANSWER, f"{answer.status} {content!r}")
        time.sleep(_PAUSE)
    return {"seconds": taken, "tally": tally.as_dict()}


def _connect(address: str) -> http.client.HTTPConnection:
    parts = urlsplit(address)
    assert parts.hostname is not None
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)


if __name__ == "__main__":
    json.dump(probe(sys.argv[1], float(sys.argv[2])), sys.stdout)
