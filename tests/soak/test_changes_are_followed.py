"""The soak itself: it finds changes that were confirmed and are lost, and changes that were refused and made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
from soak.editor import CHANGE, READ_BACK, Editor
from soak.tally import Tally

Answer = Callable[[httpx.Request], httpx.Response]


def editor_of(changed: Answer, notes: str) -> tuple[Editor, Tally]:
    """An editor of a server that answers changes by `changed` and then tells `notes`, numbers with blanks between them."""
    read = httpx.Response(200, text="\r\n".join(["text", *notes.split(), ""]))

    def answer(request: httpx.Request) -> httpx.Response:
        return read if request.method == "GET" else changed(request)

    tally = Tally()
    client = httpx.Client(base_url="http://localhost", transport=httpx.MockTransport(answer), timeout=60)
    return Editor(client, Path("store"), 1, tally), tally


def status(code: int) -> Answer:
    return lambda _: httpx.Response(code)


def reset(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("reset", request=request)


def test_a_change_that_was_confirmed_and_is_there_is_no_fault() -> None:
    editor, tally = editor_of(status(204), "1")
    editor.insert()
    assert editor.read_back() == {1}
    assert not tally.faults


def test_a_change_that_was_confirmed_and_is_lost_is_a_fault() -> None:
    editor, tally = editor_of(status(204), "")
    editor.insert()
    editor.read_back()
    assert tally.faults == {READ_BACK: 1}
    assert tally.examples[0].expected == "[1]"
    assert tally.examples[0].found == "[]"


def test_a_change_without_an_answer_may_be_there_or_not_but_nothing_else() -> None:
    for changed in (reset, status(503)):
        for notes, faults in (("1", {}), ("", {}), ("7", {READ_BACK: 1})):
            editor, tally = editor_of(changed, notes)
            editor.insert()
            editor.read_back()
            assert tally.faults == faults


def test_a_change_without_an_answer_may_still_come_after_the_graph_was_read() -> None:
    editor, tally = editor_of(reset, "")
    editor.insert()
    editor.read_back()
    assert editor.possible == {frozenset(), frozenset({1})}
    assert not tally.faults


def test_a_refused_change_can_not_come_later() -> None:
    editor, _ = editor_of(status(503), "")
    editor.insert()
    editor.read_back()
    assert editor.possible == {frozenset()}


def test_a_change_that_is_refused_for_no_reason_is_a_fault() -> None:
    for code in (400, 404, 409, 500):
        editor, tally = editor_of(status(code), "")
        editor.replace()
        assert tally.faults == {CHANGE: 1}
