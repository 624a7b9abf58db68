"""On the packaged graph, and on an invented report read from its text, every trace adds up to the last kuruş."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pyoxigraph import Store

from kentgraf.graph.money.trace import FUNDS, PHASES, Trace, analyse, trace
from kentgraf.graph.money.trace_subjects import list_subjects
from kentgraf.graph.sparql.queries import run_query, select
from kentgraf.ontology.errors import NotInGraph

IN_THE_PLAN = {"area": 5, "goal": 5, "objective": 12, "target": 12, "activity": 161}
KURUS = re.compile(r"-?\d+\.\d{2}")


@pytest.fixture(scope="module")
def traces(izmir_in_memory: Store) -> dict[tuple[str, str], Trace]:
    """The traces of all elements of the plan, by kind and code."""
    subjects = [subject for subject in list_subjects(izmir_in_memory) if subject.kind in IN_THE_PLAN]
    analysis = analyse(izmir_in_memory)
    return {(s.kind, s.code): trace(izmir_in_memory, f"{s.kind}:{s.code}", analysis) for s in subjects}


@pytest.fixture(scope="module")
def everything(izmir_in_memory: Store, traces: dict[tuple[str, str], Trace]) -> dict[tuple[str, str], Trace]:
    """The traces of all subjects, including departments and the totals beside the activities."""
    analysis = analyse(izmir_in_memory)
    others = [subject for subject in list_subjects(izmir_in_memory) if subject.kind not in IN_THE_PLAN]
    return traces | {(s.kind, s.code): trace(izmir_in_memory, f"{s.kind}:{s.code}", analysis) for s in others}


def amounts_in(answer: Any) -> list[Any]:
    """Yield all amounts in the JSON of a trace."""
    names = {"stated_total", "sum", "remainder", "amount", "low", "high", "activity_amount", *FUNDS}
    if isinstance(answer, list):
        return [amount for item in answer for amount in amounts_in(item)]
    if not isinstance(answer, dict):
        return []
    own = [value for name, value in answer.items() if name in names and value is not None]
    return own + [amount for value in answer.values() for amount in amounts_in(value)]


@pytest.mark.parametrize(("kind", "number"), IN_THE_PLAN.items())
def test_everything_in_the_plan_adds_up_in_every_phase_and_fund(
    traces: dict[tuple[str, str], Trace], kind: str, number: int
) -> None:
    found = [trace for (of, _), trace in traces.items() if of == kind]
    assert len(found) == number
    for one in found:
        assert one.stated, f"the report prints an amount for {one.subject}"
        for key, stated in one.stated.items():
            by_hand = sum((Fraction(row.money[key]) for row in one.rows if key in row.money), Fraction(0))
            assert by_hand == Fraction(one.sums.get(key, Decimal(0)))
            assert by_hand + Fraction(one.remainders[key]) == Fraction(stated)
            assert one.remainders[key] == 0
        assert set(one.sums) <= set(one.stated)
        assert one.remainder == 0


def test_the_goals_make_up_all_spending_of_the_activities(traces: dict[tuple[str, str], Trace]) -> None:
    goals = [trace for (kind, _), trace in traces.items() if kind == "goal"]
    assert sum(goal.sums["spent", "allFunds"] for goal in goals) == Decimal("47993914115.57")
    assert sum(len(goal.rows) for goal in goals) == 161


def test_the_traces_keep_the_level_that_is_asked_for(traces: dict[tuple[str, str], Trace]) -> None:
    for (kind, code), one in traces.items():
        assert all(getattr(row, kind, code) == code for row in one.rows)
        assert one.year == 2025


def test_shared_money_is_marked_and_never_divided(izmir_in_memory: Store, traces: dict[tuple[str, str], Trace]) -> None:
    printed = {
        row["code"].value: Decimal(row["amount"].value)
        for row in select(
            izmir_in_memory,
            """SELECT ?code ?amount WHERE { ?activity a kg:Activity ; skos:notation ?code .
                 ?line a kg:BudgetLine ; kg:about ?activity ; kg:phase kg:spent ; kg:fund kg:allFunds ; kg:amount ?amount }""",
        )
    }
    rows = {row.activity: row for (kind, _), one in traces.items() if kind == "goal" for row in one.rows}
    assert {code: row.money["spent", "allFunds"] for code, row in rows.items()} == printed
    shared = [row for row in rows.values() if row.evidence == "shared"]
    assert len(shared) == 15
    assert sum(len(row.departments) for row in rows.values()) == 178
    for row in shared:
        assert len({unit.code for unit in row.departments}) == len(row.departments) > 1
        answer = traces["activity", row.activity].as_dict()["rows"]
        assert {one["department"] for one in answer} <= {unit.code for unit in row.departments}
        for one in answer:
            assert one["evidence"] == "shared"
            assert Decimal(one["activity_amount"]) == printed[row.activity]
            assert 0 <= Decimal(one["low"]) <= Decimal(one["high"]) <= printed[row.activity]


def test_every_trace_lies_between_its_bounds_and_adds_up(everything: dict[tuple[str, str], Trace]) -> None:
    counts = Counter(kind for kind, _ in everything)
    assert counts == {**IN_THE_PLAN, "department": 47, "total": 2}
    for (kind, _), one in everything.items():
        answer = one.as_dict()
        rows = [row for row in answer["rows"] if row["counted"]]
        certain = sum((Decimal(row["amount"]) for row in rows if row.get("amount")), Decimal(0))
        low = sum((Decimal(row["low"]) for row in rows if "low" in row), Decimal(0))
        high = sum((Decimal(row["high"]) for row in rows if "high" in row), Decimal(0))
        stated, remainder = Decimal(answer["stated_total"]), Decimal(answer["remainder"])
        assert certain + low + remainder <= stated <= certain + high + remainder
        assert all(("amount" in row) != ("low" in row) for row in rows)
        assert all(Decimal(row["low"]) <= Decimal(row["high"]) for row in rows if "low" in row)
        if kind == "department":
            assert certain + low + remainder == stated
            beyond = min(Decimal(0), stated - certain - low)  # transfers that are more than the department's own total
            assert beyond <= Decimal(answer["remainder_low"]) <= remainder
            assert stated <= certain + high + Decimal(answer["remainder_low"])


def test_each_activity_is_said_the_same_of_wherever_it_is_asked_for(everything: dict[tuple[str, str], Trace]) -> None:
    def assessments(kind: str) -> set[tuple[str, str, str, str, str]]:
        return {
            (row["activity"], row["department"], row["evidence"], row.get("amount") or row["low"], row.get("high", ""))
            for (of, _), one in everything.items()
            if of == kind
            for row in one.as_dict()["rows"]
            if row["kind"] == "activity"
        }

    said = assessments("goal")
    assert len({(activity, department) for activity, department, *_ in said}) == len(said) == 177
    assert all(assessments(kind) == said for kind in ("area", "objective", "target", "activity", "department"))


def test_every_row_can_say_what_it_rests_on(izmir_in_memory: Store, everything: dict[tuple[str, str], Trace]) -> None:
    for (kind, _), one in everything.items():
        if kind != "goal":
            continue
        for row in one.as_dict(explained=True)["rows"]:
            told = row["explanation"]
            assert set(row["lines"]) <= set(told["lines"])
            assert ("closure" in told) == (row["evidence"] == "proven")
            assert ("excess" in told) == (row["evidence"] == "contradicted")
            for triple in told["triples"]:
                pattern, _, _ = triple.partition("  # line")
                assert run_query(izmir_in_memory, f"ASK {{ {pattern} }}"), triple


def test_the_ledgers_are_reconciled_quickly(izmir_in_memory: Store) -> None:
    began = time.perf_counter()
    analyse(izmir_in_memory)
    assert time.perf_counter() - began < 1


def test_a_number_that_a_goal_and_an_activity_have_means_the_goal_and_each_can_be_chosen(
    izmir_in_memory: Store, traces: dict[tuple[str, str], Trace]
) -> None:
    both = [code for kind, code in traces if kind == "goal" and ("activity", code) in traces]
    assert both
    for code in both:
        assert trace(izmir_in_memory, code).subject == traces["goal", code].subject
        goal, activity = (traces[kind, code].as_dict() for kind in ("goal", "activity"))
        assert goal["subject"]["kind"] == "goal"
        assert activity["subject"]["kind"] == "activity"
        assert goal["stated_total"] != activity["stated_total"]
        assert [row["activity"] for row in activity["rows"]] == [code]


@pytest.mark.parametrize(
    ("code", "near"), [("5.9", "objective:5.1"), ("1.1.9", "target:1.1.1"), ("870", "activity:871 ")]
)
def test_a_code_that_the_report_does_not_have_gets_those_near_it(izmir_in_memory: Store, code: str, near: str) -> None:
    with pytest.raises(NotInGraph, match=re.escape(near)):
        trace(izmir_in_memory, code)


def test_amounts_in_json_are_texts_to_the_kurus(traces: dict[tuple[str, str], Trace]) -> None:
    for one in traces.values():
        answer = json.loads(json.dumps(one.as_dict()))
        found = amounts_in(answer)
        assert len(found) >= 3
        assert all(isinstance(amount, str) and KURUS.fullmatch(amount) for amount in found)
        assert answer["currency"] == "TRY"
        assert list(answer["stated"]) == [phase for phase in PHASES if phase in answer["stated"]]


def test_departments_are_held_against_their_own_ledger(everything: dict[tuple[str, str], Trace]) -> None:
    for (kind, _), found in everything.items():
        if kind != "department":
            continue
        assert set(found.stated) == {(phase, "allFunds") for phase in PHASES}
        certain = [one for one in found.attributions if one.assessment.evidence in ("proven", "implied", "labelled")]
        assert [row for row in found.rows if found.is_counted(row)] == [one.row for one in certain]
        if any(one.assessment.evidence == "proven" for one in certain):
            spent = sum((one.assessment.amount or Decimal(0) for one in certain), Decimal(0))
            assert spent + found.transfers == found.stated["spent", "allFunds"]


# The invented report, read from its text


def test_an_invented_goal_leads_to_its_money_departments_and_lines(invented_store: Store) -> None:
    answer = trace(invented_store, "2").as_dict()
    assert answer["subject"]["title"] == "Yeşil Kent"
    assert (answer["year"], answer["lines"]) == (2031, [262])
    assert answer["stated"] == {
        "initialBudget": {"onBudget": "300.00", "offBudget": "50.00", "allFunds": "350.00"},
        "netBudget": {"onBudget": "400.00", "offBudget": "50.00", "allFunds": "450.00"},
        "spent": {"onBudget": "300.25", "offBudget": "10.00", "allFunds": "310.25"},
    }
    assert answer["sums"] == answer["stated"]
    assert (answer["stated_total"], answer["sum"], answer["remainder"]) == ("310.25", "310.25", "0.00")
    park = {"code": "46.99.1.2", "name": "Park Dairesi Bşk.", "line": 220}
    told = [(row["activity"], row["departments"], row["amount"], row["lines"]) for row in answer["rows"]]
    assert told == [("5", [park], "310.25", [220, 266]), ("6", [{**park, "line": 226}], "0.00", [226, 267])]
    assert {row["evidence"] for row in answer["rows"]} == {"labelled"}


def test_an_invented_activity_that_two_share_counts_for_the_goal_and_for_neither(invented_store: Store) -> None:
    goal = trace(invented_store, "1")
    shared = goal.rows[1]
    assert (shared.activity, shared.evidence) == ("416", "shared")
    assert [(unit.name, unit.line) for unit in shared.departments] == [
        ("Fen İşleri Dairesi Başkanlığı", 210),
        ("Park Dairesi Bşk.", 212),
    ]
    assert goal.sums["netBudget", "allFunds"] == goal.stated["netBudget", "allFunds"] == 700
    for code, stated, own in (("46.99.1.1", 700, 600), ("46.99.1.2", 500, 450)):
        department = trace(invented_store, code)
        assert department.stated["netBudget", "allFunds"] == stated
        assert department.sums["netBudget", "allFunds"] == own
        assert department.remainders["netBudget", "allFunds"] == stated - own


def test_a_blank_cell_of_the_invented_report_is_no_amount_and_a_printed_zero_is_one(invented_store: Store) -> None:
    money = trace(invented_store, "activity:6").rows[0].money
    assert money["spent", "allFunds"] == 0
    assert ("spent", "offBudget") not in money
    assert "offBudget" not in trace(invented_store, "activity:6").as_dict()["stated"]["spent"]


def test_a_department_without_activities_states_its_own(invented_store: Store) -> None:
    found = trace(invented_store, "46.99.1.3")
    assert found.rows == ()
    assert found.as_dict()["stated_total"] == "0.00"
