"""What was answered: outcomes by kind of request, and the answers that break a promise."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any, Final

_EXAMPLES: Final = 5
_LONGEST: Final = 400


@dataclass(frozen=True)
class Fault:
    """An answer that breaks a promise: the kind of request, what was asked, expected and found, each shortened."""

    kind: str
    asked: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.kind}: asked {self.asked}\n    expected {self.expected}\n    found    {self.found}"


class Tally:
    """Counts outcomes and faults, and keeps the first faults of each kind. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.outcomes: dict[str, Counter[str]] = {}
        self.faults: Counter[str] = Counter()
        self.examples: list[Fault] = []

    def count(self, kind: str, outcome: object, number: int = 1) -> None:
        """Count a status, or a word for a request without one."""
        with self._lock:
            self.outcomes.setdefault(kind, Counter())[str(outcome)] += number

    def fault(self, kind: str, asked: object, expected: object, found: object) -> None:
        """Note an answer that breaks a promise."""
        fault = Fault(kind, *(_shorten(one) for one in (asked, expected, found)))
        with self._lock:
            self.faults[kind] += 1
            if self.faults[kind] <= _EXAMPLES:
                self.examples.append(fault)

    def total(self, *kinds: str) -> Counter[str]:
        """Return the outcomes of some kinds together."""
        return sum((self.outcomes.get(kind, Counter()) for kind in kinds), Counter())

    def as_dict(self) -> dict[str, Any]:
        """Return all of it in plain values, for JSON."""
        return {
            "outcomes": {kind: dict(counts) for kind, counts in self.outcomes.items()},
            "faults": dict(self.faults),
            "examples": [asdict(example) for example in self.examples],
        }

    def add(self, other: dict[str, Any]) -> None:
        """Add what another process counted, as `as_dict` gives it."""
        for kind, counts in other["outcomes"].items():
            for outcome, number in counts.items():
                self.count(kind, outcome, number)
        with self._lock:
            self.faults.update(other["faults"])
            self.examples += [Fault(**example) for example in other["examples"]]

    def table(self) -> str:
        """Return a line for each kind of request with its outcomes, the most frequent first."""
        width = max(map(len, self.outcomes), default=0)
        return "\n".join(
            f"  {kind:<{width}}  " + ", ".join(f"{outcome}: {number}" for outcome, number in counts.most_common())
            for kind, counts in sorted(self.outcomes.items())
        )


def _shorten(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"
