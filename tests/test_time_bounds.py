"""Tests wait long enough for a machine that other programs keep busy; what measures time is marked `alone`, and is patient too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parent
LEAST_SECONDS = 30.0
LEAST_ALONE = 10.0
"""What a test that runs alone must wait at least; a program of somebody else may take half of each processor meanwhile."""
NO_TESTS = {"bench", "fuzz", "soak", "tools"}
"""Folders of programs that run by themselves."""
CLOCKS = {"perf_counter", "monotonic", "process_time", "time"}
WAITS = {"timeout", "settimeout", "set_default_timeout", "wait_for", "sleep_until", "timeout_at"}
"""Calls whose last positional argument is a bound in seconds."""
ASKING = {"get", "post", "put", "delete", "request", "stream", "Client", "AsyncClient"}
"""Calls of httpx, which waits five seconds where none are given."""
DESCRIBED = {"from_asgi", "from_url", "call", "call_and_validate"}
"""Calls of schemathesis, which waits ten seconds where none are given."""

ALLOWED: dict[tuple[str, str], str] = {
    ("graph/money/test_izmir_traces.py", "test_the_ledgers_are_reconciled_quickly"): "of processor time",
    (
        "api/protocol/test_client_disconnect.py",
        "test_a_query_is_ended_when_its_client_disconnects",
    ): "the client goes on purpose",
    (
        "api/middleware/test_fuzzed_requests.py",
        "test_a_request_that_arrives_byte_by_byte_times_out",
    ): "the pause between two bytes",
}
"""Why a bound is right all the same, by file and function."""


def is_alone(node: ast.AST) -> bool:
    """Return whether a mark on a test, or `pytestmark` of a module, is `alone`."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return any("mark.alone" in ast.unparse(decorator) for decorator in node.decorator_list)
    return any(
        isinstance(line, ast.Assign)
        and "pytestmark" in ast.unparse(line.targets[0])
        and "mark.alone" in ast.unparse(line)
        for line in getattr(node, "body", ())
    )


def number_of(node: ast.expr | None, constants: dict[str, float]) -> float | None:
    """Return the value of a number, or of a constant of the module, or of a sum or product of them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult):
        left, right = number_of(node.left, constants), number_of(node.right, constants)
        if left is not None and right is not None:
            return left + right if isinstance(node.op, ast.Add) else left * right
    return None


def reads_clock(node: ast.AST) -> bool:
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS
        for call in ast.walk(node)
    )


def short_bounds(
    function: ast.AST, constants: dict[str, float], unit: float, least: float = LEAST_SECONDS
) -> Iterator[tuple[int, str]]:
    """Yield the bounds below `least` in a function with their lines; `unit` is that of `timeout=` in seconds."""
    measures = reads_clock(function)
    for node in ast.walk(function):
        bounds: list[float | None] = []
        if isinstance(node, ast.Call):
            bounds = [number_of(word.value, constants) for word in node.keywords if word.arg == "timeout"]
            if not ast.unparse(node.func).startswith("httpx."):
                bounds = [bound if bound is None else bound * unit for bound in bounds]
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if name in WAITS and node.args:
                bounds.append(number_of(node.args[-1], constants))
            if not any(word.arg == "timeout" for word in node.keywords):
                if ast.unparse(node.func) in {f"httpx.{asking}" for asking in ASKING}:
                    bounds.append(5.0)
                if name in DESCRIBED:
                    bounds.append(10.0)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and reads_clock(node.left):
            bounds = [number_of(node.right, constants)]
        elif isinstance(node, ast.Compare) and measures and not any(isinstance(op, ast.Eq | ast.In) for op in node.ops):
            inside = {
                call.func.attr
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            }
            if (
                reads_clock(node)
                or inside & {"median", "mean"}
                or "max" in ast.unparse(node)
                or "sorted" in ast.unparse(node)
            ):
                bounds = [number_of(side, constants) for side in node.comparators]
        for bound in bounds:
            if bound is not None and bound < least:
                yield getattr(node, "lineno", 0), f"{bound:g} s: {ast.unparse(node)[:90]}"


def hasty_servers(function: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the servers within the process that keep the deadlines of an idle machine, with their lines."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    served = [call for call in calls if ast.unparse(call.func) == "create_app"]
    settings = [call for call in calls if served and ast.unparse(call.func) == "Settings"]
    for call in served:
        if len(call.args) == 1:
            yield call.lineno, f"no settings: {ast.unparse(call)}"
    for call in settings:
        if not any(word.arg is None or word.arg.endswith("_seconds") for word in call.keywords):
            yield call.lineno, f"no **PATIENT: {ast.unparse(call)}"


def found_in(tree: ast.Module, name: str) -> list[str]:
    """Return the short bounds of a module's functions that aren't allowed; those that are alone are held to `LEAST_ALONE`."""
    constants = {
        line.targets[0].id: value
        for line in tree.body
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
        if (value := number_of(line.value, {})) is not None
    }
    unit = 0.001 if name.startswith(("browser/", "support/pages/")) else 1.0
    found = []
    for function in tree.body:
        if (name, getattr(function, "name", "")) in ALLOWED:
            continue
        alone = is_alone(tree) or is_alone(function)
        bounds = list(short_bounds(function, constants, unit, LEAST_ALONE if alone else LEAST_SECONDS))
        found += bounds if alone else [*bounds, *hasty_servers(function)]
    return [f"{name}, line {line}: {bound}" for line, bound in found]


def test_no_test_beside_others_is_bound_to_less_than_half_a_minute() -> None:
    found = []
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        if name.partition("/")[0] not in NO_TESTS or path.name.startswith("test_"):
            found += found_in(ast.parse(path.read_text("utf-8")), name)
    assert found == []


def test_no_property_test_is_bound_by_the_clock_of_hypothesis() -> None:
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


@pytest.mark.parametrize(
    ("line", "is_found", "is_found_alone"),
    [
        ("subprocess.run(command, timeout=9)", True, True),
        ("subprocess.run(command, timeout=10)", True, False),
        ("subprocess.run(command, timeout=SHORT)", True, False),
        ("subprocess.run(command, timeout=60)", False, False),
        ("deadline = time.monotonic() + 20", True, False),
        ("assert time.perf_counter() - begin < 1", True, True),
        ("assert statistics.median(took) < 0.02 or time.perf_counter()", True, True),
        ("async with asyncio.timeout(5): pass", True, True),
        ("httpx.get(address)", True, True),
        ("httpx.get(address, timeout=60)", False, False),
        ("case.call_and_validate(checks=CHECKS)", True, False),
        ("case.call_and_validate(checks=CHECKS, timeout=60)", False, False),
        ("client.settimeout(0.5)", True, True),
        ("time.sleep(1)", False, False),
        ("create_app(store)", True, False),
        ("create_app(store, Settings(workers=1))", True, False),
        ("create_app(store, Settings(workers=1, **PATIENT))", False, False),
        ("create_app(store, Settings(query_seconds=3.0))", False, False),
    ],
)
def test_each_way_to_write_a_bound_is_seen(line: str, is_found: bool, is_found_alone: bool) -> None:
    source = f"SHORT = 2 * 5\n{{mark}}\nasync def test_it(): \n    {line}\n"
    assert bool(found_in(ast.parse(source.format(mark="")), "test_it.py")) is is_found
    assert bool(found_in(ast.parse(source.format(mark="@pytest.mark.alone")), "test_it.py")) is is_found_alone
