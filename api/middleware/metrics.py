"""Metrics of requests for Prometheus."""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import Final

from starlette.types import Scope

from kentgraf.api.query_service.base_url import split_root_path

_BUCKETS: Final = (0.005, 0.025, 0.1, 0.5, 2.5, 10.0, 30.0)
"""Upper bounds of the buckets of the histogram, in seconds."""
_PATHS: Final = frozenset(
    {"sparql", "id", "api", "describe", "trace", "docs", "static", "healthz", "readyz", "metrics"}
)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
_OTHER: Final = "other"


class RequestMetrics:
    """Counts the requests of one server since its start. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._running = 0

    def begin(self) -> None:
        """Count a request that came in."""
        with self._lock:
            self._running += 1

    def end(self, path: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered; `path` and `method` are labels as `label_path` and `label_method` give them."""
        with self._lock:
            self._running -= 1
            self._requests[(path, method, status)] += 1
            self._seconds += seconds
            for bound in _BUCKETS:
                if seconds <= bound:
                    self._buckets[bound] += 1

    def to_prometheus(self, gauges: dict[str, tuple[str, float]]) -> str:
        """Return the metrics in the text format of Prometheus.

        `gauges` are further figures by name, each with its help text and value.
        """
        with self._lock:
            requests, buckets = dict(self._requests), dict(self._buckets)
            seconds, running = self._seconds, self._running
        lines = ["# HELP kentgraf_requests_total Requests answered.", "# TYPE kentgraf_requests_total counter"]
        lines += [
            f'kentgraf_requests_total{{path="{path}",method="{method}",status="{status}"}} {count}'
            for (path, method, status), count in sorted(requests.items())
        ]
        total = sum(requests.values())
        lines += [
            "# HELP kentgraf_request_seconds Time until a request was answered.",
            "# TYPE kentgraf_request_seconds histogram",
            *(f'kentgraf_request_seconds_bucket{{le="{bound}"}} {buckets.get(bound, 0)}' for bound in _BUCKETS),
            f'kentgraf_request_seconds_bucket{{le="+Inf"}} {total}',
            f"kentgraf_request_seconds_sum {seconds:.6f}",
            f"kentgraf_request_seconds_count {total}",
        ]
        all_gauges = {"running_requests": ("Requests under way.", float(running)), **gauges}
        for name, (help_text, value) in all_gauges.items():
            lines += [
                f"# HELP kentgraf_{name} {help_text}",
                f"# TYPE kentgraf_{name} gauge",
                f"kentgraf_{name} {value:g}",
            ]
        return "\n".join(lines) + "\n"


def label_path(scope: Scope) -> str:
    """Return the first segment of the path if it is a known one, so that clients can't create labels without end."""
    first = split_root_path(scope)[1].lstrip("/").partition("/")[0]
    return f"/{first}" if first in _PATHS or not first else _OTHER


def label_method(scope: Scope) -> str:
    """Return the method if it is a known one."""
    return scope["method"] if scope["method"] in _METHODS else _OTHER
