"""What the server keeps of answers takes no more memory than its setting, whatever clients ask."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest

from kentgraf.api.query_service.evaluation import QueryJob, SerializedResult
from kentgraf.api.workers.jobs import PageAnswer
from kentgraf.api.workers.result_cache import ResultCache, cache_key, is_nondeterministic

JOB = QueryJob("ASK {}", "text/csv", None)


def test_long_names_of_graphs_take_no_memory_of_the_cache() -> None:
    cache = ResultCache(1 << 20)
    tracemalloc.start()
    try:
        for number in range(300):
            job = replace(JOB, default_graphs=(f"http://example.org/{number}/{'x' * 500_000}",))
            cache.put(cache_key(job), SerializedResult(b"true", "text/csv"))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 2 << 20


def test_many_small_answers_take_what_the_cache_may_hold_entries_counted() -> None:
    cache = ResultCache(1 << 20)
    tracemalloc.start()
    try:
        for number in range(20_000):
            content = b"x" * (number % 7)
            headers = ((b"content-type", b"text/plain"), (b"x-number", b"%d" % number))
            answer = PageAnswer(200, headers, content) if number % 2 else SerializedResult(content, "text/csv")
            cache.put(cache_key(replace(JOB, text=f"ASK {{ {number} }}")), answer)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cache.held <= 1 << 20
    assert held < 1.2 * (1 << 20)


def test_two_questions_that_differ_anywhere_have_keys_of_their_own() -> None:
    jobs = [
        JOB,
        replace(JOB, text="ASK { }"),
        replace(JOB, table_type="text/tab-separated-values"),
        replace(JOB, graph_type="text/turtle"),
        replace(JOB, default_graphs=()),
        replace(JOB, default_graphs=("http://a/", "http://b/")),
        replace(JOB, default_graphs=("http://a/', 'http://b/",)),
        replace(JOB, named_graphs=("http://a/",)),
        replace(JOB, base="http://a/"),
        replace(JOB, most_rows=1),
    ]
    assert len({cache_key(job) for job in jobs}) == len(jobs)
    assert cache_key(replace(JOB, text="ASK {" + "}")) == cache_key(JOB)


def test_the_answers_asked_for_last_stay() -> None:
    cache = ResultCache(100_000)
    for number in range(50):
        cache.put(b"%d" % number, SerializedResult(bytes(10_000), "text/csv"))
        assert cache.get(b"0") is not None
    assert cache.get(b"1") is None
    cache.put(b"large", SerializedResult(bytes(50_000), "text/csv"))
    assert cache.get(b"large") is None


@pytest.mark.parametrize("name", ["NOW", "rand", "UUID", "StrUUID", "BNODE"])
@pytest.mark.parametrize("gap", ["()", " ()", "\n()", "#x\n()", "# a ( b\r\n # c\n ()"])
def test_what_has_another_result_each_time_is_never_kept(name: str, gap: str) -> None:
    assert is_nondeterministic(f"SELECT ({name}{gap} AS ?t) {{}}")
    assert is_nondeterministic(f"SELECT (\\u00{ord(name[0]):02X}{name[1:]}{gap} AS ?t) {{}}")


@pytest.mark.parametrize(
    "text", ["SELECT ?now { ?now ?rand ?uuid }", "ASK { ?s ?p 'right now' }", "SELECT (ABS(1) AS ?a) {}"]
)
def test_what_has_one_result_is_kept(text: str) -> None:
    assert not is_nondeterministic(text)
