"""On the packaged graph, and on an invented report read from its text, every trace adds up to the last kuruş."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from generate.trace import trace_page
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
    shared = [row for row in rows.values() if len(row.departments) > 1]
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
        assert all(("amount" in row) != ("low" in row) for row in answer["rows"])
        assert all(Decimal(row["low"]) <= Decimal(row["high"]) for row in answer["rows"] if "low" in row)
        if kind == "department":
            check_sums_of_department(answer)
        elif kind != "total":
            check_sums_of_plan(answer)


def check_sums_of_department(answer: dict[str, Any]) -> None:
    """Check that activities, transfers and remainder make up the department's total, and that no bound goes beyond it."""
    rows = [row for row in answer["rows"] if row["kind"] == "activity"]
    passed_on = sum(Decimal(row["amount"]) for row in answer["rows"] if row["kind"] == "transfers" and row["counted"])
    stated, low, high = (Decimal(answer[name]) for name in ("stated_total", "sum_low", "sum_high"))
    assert 0 <= low <= high <= stated - passed_on
    assert (
        low + passed_on + Decimal(answer["remainder"]) == stated == high + passed_on + Decimal(answer["remainder_low"])
    )
    assert sum((Decimal(row.get("amount") or row.get("low") or 0) for row in rows), Decimal(0)) <= low
    assert high <= sum((Decimal(row.get("amount") or row.get("high") or 0) for row in rows), Decimal(0))
    parts = answer["evidence"].values()
    assert sum((Decimal(part.get("amount") or part["low"]) for part in parts), Decimal(0)) - passed_on <= low


def check_sums_of_plan(answer: dict[str, Any]) -> None:
    """Check that grades make up the stated total, and that what departments spent stays within it."""
    stated = Decimal(answer["stated_total"])
    amounts = {row["activity"]: Decimal(row["activity_amount"]) for row in answer["rows"] if row["activity_amount"]}
    assert sum(amounts.values()) == stated
    assert sum(Decimal(part["amount"]) for part in answer["evidence"].values()) == stated
    sums = answer["departments"]
    assert sum((Decimal(one.get("amount") or one["low"]) for one in sums), Decimal(0)) <= stated
    assert all(Decimal(one.get("amount") or one["high"]) <= stated for one in sums)


GRADES = {
    "proven": (46, "20009275299.43"),
    "jointly": (12, "142335192.06"),
    "labelled": (92, "25296411210.31"),
    "shared": (31, "2335507741.42"),
    "contradicted": (2, "210384672.35"),
}


def test_each_grade_has_its_rows_and_its_money(traces: dict[tuple[str, str], Trace]) -> None:
    """The figures of docs/trace.md: rows, and the whole amounts of their activities."""
    rows = [row for (kind, _), one in traces.items() if kind == "goal" for row in one.as_dict()["rows"]]
    amounts = {(row["activity"], row["evidence"]): Decimal(row["activity_amount"]) for row in rows}
    assert {
        grade: (
            sum(row["evidence"] == grade for row in rows),
            str(sum(amount for (_, of), amount in amounts.items() if of == grade)),
        )
        for grade in GRADES
    } == GRADES
    assert {row["activity"] for row in rows if row["evidence"] == "contradicted"} == {"629", "845"}


def test_what_one_department_has_too_much_is_said_once_of_the_department(
    everything: dict[tuple[str, str], Trace],
) -> None:
    excesses = {}
    for (kind, code), one in everything.items():
        if kind == "department":
            for excess in one.analysis.excesses_of(one.subject.iri):
                excesses[code] = one.analysis.in_tl(excess.amount), one.analysis.in_tl(excess.capacity)
    assert excesses == {
        "46.35.1.33": (Decimal("18587128.42"), Decimal("73742803.87")),
        "46.35.1.44": (Decimal("16670667.94"), Decimal("3603374423.64")),
        "46.35.1.49": (Decimal("14920163.17"), Decimal("792622731.60")),
        "46.35.1.65": (Decimal("38906843.11"), Decimal("142417522.49")),
    }
    park = everything["department", "46.35.1.44"].as_dict()
    assert len(park["notes"]) == 1
    assert "16.670.667,94" in park["notes"][0]["tr"]
    for row in park["rows"]:
        if row["activity_amount"] != "0.00":
            assert row["evidence"] == "labelled"
            assert Decimal(row["high"]) == Decimal(row["activity_amount"])
            assert Decimal(row["low"]) == Decimal(row["high"]) - Decimal("16670667.94")


def test_two_ledgers_that_close_together_are_shown_at_both(everything: dict[tuple[str, str], Trace]) -> None:
    for code, amount in (("46.35.1.63", "105634849.17"), ("46.35.1.58", "36700342.89")):
        answer = everything["department", code].as_dict()
        joint = [row for row in answer["rows"] if row["evidence"] == "jointly"]
        assert {tuple(row["together"]) for row in joint} == {("46.35.1.58", "46.35.1.63")}
        assert {row["named"] for row in joint} == {code == "46.35.1.63"}
        assert answer["evidence"]["jointly"]["amount"] == amount
        assert (answer["sum_low"], answer["sum_high"], answer["remainder"]) == (amount, amount, "0.00")
        assert all("142,335,192.06" in row["reason"] for row in joint)


def test_a_ledger_that_another_label_would_close_is_a_hint_on_its_rows_and_its_department(
    everything: dict[tuple[str, str], Trace],
) -> None:
    hinted = {
        (row["activity"], row["department"])
        for (kind, _), one in everything.items()
        if kind == "goal"
        for row in one.as_dict()["rows"]
        if "hints" in row
    }
    assert hinted == {("977", "46.35.1.52"), ("924", "46.35.1.42"), ("924", "46.35.1.52")}
    assert "977" in everything["department", "46.35.1.42"].as_dict()["notes"][0]["en"]


def test_transfers_beyond_the_total_take_nothing_off(everything: dict[tuple[str, str], Trace]) -> None:
    answer = everything["department", "46.35.1.67"].as_dict()
    assert [(row["activity"], row["evidence"], row["amount"], row["counted"]) for row in answer["rows"]] == [
        ("656", "labelled", "3847451.18", True),
        (None, "printed", "6365641535.97", False),
    ]
    assert answer["remainder"] == "6151373835.98"
    assert "larger than its own total" in answer["rows"][1]["reason"]


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("46.35.1.42", "5905674.40"),
        ("46.35.1.33", "0.00"),
        ("46.35.1.57", "927040561.79"),
        ("46.35.1.70", "215244679.91"),
    ],
)
def test_shares_are_never_added_up_beyond_what_the_ledger_leaves(
    everything: dict[tuple[str, str], Trace], code: str, left: str
) -> None:
    answer = everything["department", code].as_dict()
    own = sum(Decimal(row["amount"]) for row in answer["rows"] if row.get("amount"))
    shared = answer["evidence"]["shared"]
    assert Decimal(shared.get("amount") or shared["high"]) <= Decimal(answer["stated_total"]) - own
    if code != "46.35.1.33":
        assert Decimal(shared.get("amount") or shared["high"]) == Decimal(left)


def test_each_activity_is_said_the_same_of_wherever_it_is_asked_for(everything: dict[tuple[str, str], Trace]) -> None:
    def assessments(kind: str) -> set[tuple[str, str, str, str, str, str]]:
        return {
            (
                *(row["activity"], row["department"], row["evidence"]),
                *(row.get("amount") or row["low"], row.get("high", ""), row["reason"]),
            )
            for (of, _), one in everything.items()
            if of == kind
            for row in one.as_dict()["rows"]
            if row["kind"] == "activity"
        }

    said = assessments("goal")
    assert len({(activity, department) for activity, department, *_ in said}) == len(said) == 183
    assert all(assessments(kind) == said for kind in ("area", "objective", "target", "activity", "department"))


def test_every_row_can_say_what_it_rests_on(izmir_in_memory: Store, everything: dict[tuple[str, str], Trace]) -> None:
    for (kind, _), one in everything.items():
        if kind != "goal":
            continue
        for row in one.as_dict(explained=True)["rows"]:
            told = row["explanation"]
            assert set(row["lines"]) <= set(told["lines"])
            assert ("closure" in told) == (row["evidence"] in ("proven", "jointly"))
            assert row["evidence"] in ("labelled", "shared") or "excess" not in told
            assert told["sentences"][0] in row["reason"]
            for triple in told["triples"]:
                pattern, _, _ = triple.partition("  # line")
                assert run_query(izmir_in_memory, f"ASK {{ {pattern} }}"), triple


@pytest.mark.alone
def test_the_ledgers_are_reconciled_quickly(izmir_in_memory: Store) -> None:
    began = time.process_time()
    analyse(izmir_in_memory)
    assert time.process_time() - began < 1


def test_the_page_on_traces_is_up_to_date(izmir_store: Store) -> None:
    page = Path(__file__).parents[3] / "docs" / "trace.md"
    assert page.read_text(encoding="utf-8") == trace_page(izmir_store), "run: make docs"


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
        certain = [one for one in found.attributions if one.kind == "activity" and one.is_certain]
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
    assert shared.activity == "416"
    assert {one.assessment.evidence for one in goal.attributions if one.row is shared} == {"shared"}
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
