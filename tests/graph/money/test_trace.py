"""A trace leads from a goal to the departments, adds up to the last kuruş, and never divides what the report doesn't."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad, Store
from support.cities.kentova import add_amount, kentova, make_city

from kentgraf.graph.money.trace import FUNDS, PHASES, money_text, trace
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import term

AMOUNTS = st.decimals(0, 10**15, places=2, allow_nan=False, allow_infinity=False)


def test_a_goal_leads_to_its_activities_and_their_departments(city: Store) -> None:
    found = trace(city, "1")
    assert (found.subject.kind, found.subject.title) == ("goal", "Ulaşılabilir Kent")
    assert [(row.objective, row.target, row.activity) for row in found.rows] == [
        ("1.1", "1.1.1", "1"),
        ("1.1", "1.1.1", "2"),
        ("1.1", "1.1.1", "87"),
    ]
    assert [[unit.name for unit in row.departments] for row in found.rows] == [
        ["Yol Dairesi"],
        ["Yol Dairesi"],
        ["Yol Dairesi", "Park Dairesi"],
    ]


def test_every_amount_keeps_its_phase_and_fund(city: Store) -> None:
    row = trace(city, "activity:1").rows[0]
    assert row.money == {
        ("initialBudget", "allFunds"): Decimal("100.00"),
        ("netBudget", "allFunds"): Decimal("90.00"),
        ("spent", "onBudget"): Decimal("60.10"),
        ("spent", "offBudget"): Decimal("20.05"),
        ("spent", "allFunds"): Decimal("80.15"),
    }


def test_what_several_departments_share_is_marked_and_not_divided(city: Store) -> None:
    """Road and Park share 19.90; Road's ledger has 9.85 left for it, and Park's own can't be true."""
    rows = trace(city, "87").as_dict()["rows"]
    assert {row["evidence"] for row in rows} == {"shared"}
    assert {row["activity_amount"] for row in rows} == {"19.90"}
    assert not any("amount" in row for row in rows)
    assert [(row["department"], row["low"], row["high"]) for row in rows] == [
        ("46.1", "0.00", "9.85"),
        ("46.2", "10.05", "19.90"),
    ]


def test_one_department_named_on_two_lines_shares_with_nobody(city: Store) -> None:
    found = trace(city, "activity:2")
    row = found.rows[0]
    assert [one.assessment.evidence for one in found.attributions] == ["labelled"]
    assert [unit.line for unit in row.departments] == [60]


def test_an_activity_that_no_department_is_named_for_says_so(city: Store) -> None:
    (only,) = trace(city, "9").attributions
    assert (only.assessment.evidence, only.reason("en")) == ("unlabelled", "No department is named for the activity.")


def test_a_department_that_nothing_else_is_known_of_is_not_dropped(own_city: Store) -> None:
    own_city.add(Quad(kentova("activity/9"), term("kg:carriedOutBy"), kentova("department/99.9"), kentova("graph")))
    (only,) = trace(own_city, "9").attributions
    assert only.assessment.evidence == "labelled"
    assert only.department is not None
    assert only.department.code == "99.9"
    assert "no total is printed" in only.reason("en")


def test_a_printed_zero_is_an_amount_and_a_blank_is_none(city: Store) -> None:
    row = trace(city, "activity:2").rows[0]
    assert row.money[("spent", "allFunds")] == 0
    assert ("initialBudget", "allFunds") not in row.money


def test_the_remainder_says_what_the_activities_leave_open(city: Store) -> None:
    first, second = trace(city, "1"), trace(city, "2")
    assert first.remainder == 0
    assert (second.stated[("spent", "allFunds")], second.sums[("spent", "allFunds")]) == (Decimal(55), Decimal(50))
    assert second.as_dict()["remainder"] == "5.00"


def test_a_subject_for_which_the_report_states_nothing_has_no_remainder(city: Store) -> None:
    answer = trace(city, "1.1").as_dict()
    assert answer["stated_total"] is None
    assert answer["remainder"] is None
    assert answer["sum"] == "100.05"


def test_an_activity_states_its_own_line(city: Store) -> None:
    answer = trace(city, "activity:1").as_dict()
    assert (answer["stated_total"], answer["sum"], answer["remainder"]) == ("80.15", "80.15", "0.00")


def test_a_department_is_held_against_what_is_its_alone(city: Store) -> None:
    found = trace(city, "46.1")
    assert [(row.activity, found.is_counted(row)) for row in found.rows] == [("1", True), ("2", True), ("87", False)]
    assert found.sums[("spent", "allFunds")] == Decimal("80.15")
    assert (found.remainder, found.remainder_low) == (Decimal("9.85"), 0)


def test_a_department_that_states_less_than_one_activity_has_at_most_its_total_of_it(city: Store) -> None:
    """Park spent 30.00, and 38.75 are printed for an activity that it alone is named for."""
    answer = trace(city, "department:46.2").as_dict()
    assert [(row["activity"], row["evidence"], row["low"], row["high"]) for row in answer["rows"]] == [
        ("87", "shared", "10.05", "19.90"),
        ("10", "contradicted", "0.00", "30.00"),
    ]
    assert (answer["stated_total"], answer["sum"]) == ("30.00", None)
    assert (answer["sum_low"], answer["sum_high"]) == ("10.05", "30.00")
    assert (answer["remainder"], answer["remainder_low"]) == ("19.95", "0.00")


def test_a_goal_says_what_each_department_spent_on_it_as_one_sum(city: Store) -> None:
    """Of 87, Road can have 9.85 and Park the rest: the sums of the two departments have bounds, their sum has none."""
    answer = trace(city, "1").as_dict()
    assert [(one["department"], one["low"], one["high"], one["rows"]) for one in answer["departments"]] == [
        ("46.1", "80.15", "90.00", 3),
        ("46.2", "10.05", "19.90", 1),
    ]
    assert answer["evidence"]["shared"] == {"rows": 2, "amount": "19.90", "amount_percent": "19.9"}
    assert trace(city, "2").as_dict()["evidence"]["contradicted"] == {
        "rows": 1,
        "amount": "38.75",
        "amount_percent": "70.5",
        "low": "0.00",
        "low_percent": "0.0",
        "high": "30.00",
        "high_percent": "54.5",
    }


def test_a_blank_is_in_no_sum_as_a_zero(own_city: Store) -> None:
    for quad in list(own_city.quads_for_pattern(None, term("kg:about"), kentova("activity/87"), None)):
        own_city.remove(next(own_city.quads_for_pattern(quad.subject, term("kg:year"), None, None)))
    answer = trace(own_city, "87").as_dict()
    assert answer["evidence"] == {"shared": {"rows": 2}}
    assert [sorted(one) for one in answer["departments"]] == [["department", "department_name", "rows"]] * 2


def test_the_reason_stands_with_every_grade_in_both_languages(city: Store) -> None:
    for code in ("1", "2", "46.1", "46.2", "9"):
        for row in trace(city, code).as_dict()["rows"]:
            assert row["reason"] == row["reasons"]["en"] != row["reasons"]["tr"]
            assert not re.search(r"[{}]", row["reason"] + row["reasons"]["tr"])


def test_a_bare_number_means_the_goal_and_a_prefix_chooses(city: Store) -> None:
    assert trace(city, "1").subject.kind == "goal"
    assert trace(city, "goal:1").subject.kind == "goal"
    assert trace(city, "activity:1").subject.title == "Asfalt"
    assert trace(city, "area:1").subject.title == "Yollar ve Parklar"
    assert trace(city, "1.1.1").subject.kind == "target"
    assert trace(city, kentova("activity/1").value).subject.title == "Asfalt"


def test_an_area_leads_to_all_its_goals(city: Store) -> None:
    assert [row.goal for row in trace(city, "area:1").rows] == ["1", "1", "1", "2", "2"]


def test_activities_stand_in_the_order_of_the_plan(city: Store) -> None:
    assert [row.activity for row in trace(city, "2").rows] == ["10", "9"]


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("1.2", "objective:1.1"),
        ("köprü", "activity:2"),
        ("88", "activity:87"),
        ("goal:9", "activity:9"),
        ("46.3", "46.1"),
    ],
)
def test_a_code_that_is_not_there_gets_what_is_near(city: Store, code: str, near: str) -> None:
    with pytest.raises(NotInGraph, match=near):
        trace(city, code)


@pytest.mark.parametrize("code", ["", ":", ".", "goal:", "nothing:1", "'; DROP", "\u0000", "5" * 5000])
def test_a_code_that_is_none_gets_a_sentence(city: Store, code: str) -> None:
    with pytest.raises(NotInGraph, match="Nothing in the graph"):
        trace(city, code)


def test_a_code_that_two_things_have_is_not_chosen_for_the_user(own_city: Store) -> None:
    own_city.add(Quad(kentova("other/goal/1"), term("rdf:type"), term("kg:Goal"), kentova("graph")))
    with pytest.raises(NotInGraph, match="2 things"):
        trace(own_city, "goal:1")


def test_amounts_of_another_year_stay_out(own_city: Store) -> None:
    for quad in list(own_city.quads_for_pattern(None, term("kg:about"), kentova("activity/2"), None)):
        own_city.remove(next(own_city.quads_for_pattern(quad.subject, term("kg:year"), None, None)))
    assert trace(own_city, "activity:2").rows[0].money == {}


def test_every_row_leads_to_the_lines_that_prove_it(city: Store) -> None:
    answer = trace(city, "1").as_dict()
    assert answer["lines"] == [100]
    assert [row["lines"] for row in answer["rows"]] == [[60, 101], [60, 102], [60, 103], [60, 103]]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1", "1.00"),
        ("0", "0.00"),
        ("1.5", "1.50"),
        ("1.005", "1.005"),
        ("450219400.23", "450219400.23"),
        ("1E+3", "1000.00"),
    ],
)
def test_amounts_are_written_to_the_kurus_and_exactly(amount: str, text: str) -> None:
    assert money_text(Decimal(amount)) == text


@settings(max_examples=20)
@given(
    amounts=st.lists(AMOUNTS, min_size=1, max_size=5),
    stated=AMOUNTS,
    phase=st.sampled_from(PHASES),
    fund=st.sampled_from(FUNDS),
)
def test_sums_and_remainder_always_make_up_what_is_stated(
    amounts: list[Decimal], stated: Decimal, phase: str, fund: str
) -> None:
    store = make_city()
    for quad in list(store.quads_for_pattern(None, term("kg:amount"), None, None)):
        store.remove(quad)
    for code, amount in zip(("1", "2", "87"), amounts, strict=False):
        add_amount(store, kentova(f"activity/{code}"), "BudgetLine", phase, fund, amount, 101)
    add_amount(store, kentova("goal/1"), "StatedTotal", phase, fund, stated, 100)
    found = trace(store, "1")
    key = (phase, fund)
    assert Fraction(found.sums[key]) == sum(Fraction(amount) for amount in amounts[:3])
    assert Fraction(found.sums[key]) + Fraction(found.remainders[key]) == Fraction(stated)
    assert set(found.sums) == {key}


def test_every_subject_of_the_real_city_can_be_traced_and_closes_where_the_report_does(izmir_store: Store) -> None:
    goals = [trace(izmir_store, str(number)) for number in range(1, 6)]
    areas = [trace(izmir_store, f"area:{number}") for number in range(1, 6)]
    for goal, area in zip(goals, areas, strict=True):
        assert goal.rows
        assert goal.remainder == 0
        assert goal.sums == area.sums
    assert sum(len(goal.rows) for goal in goals) == sum(len({row.activity for row in goal.rows}) for goal in goals)
