"""Each kind of evidence on small invented ledgers, checked by hand and against all possible divisions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, Store
from support.kentova import FACTS, add_amount, kentova

from kentgraf.api.terminal.trace_table import render_trace, write_trace_csv
from kentgraf.graph.money.bounds import find_maximum_flow
from kentgraf.graph.money.closures import MAX_SHARED, find_subset_sums
from kentgraf.graph.money.evidence import Analysis, Assessment
from kentgraf.graph.money.ledgers import Department, LedgerEntry, Ledgers, TransferGroup, read_ledgers
from kentgraf.graph.money.trace import trace
from kentgraf.ontology.namespaces import term

Named = Mapping[str, tuple[str | int | None, str]]
"""Invented activities: what each spent (None for a blank cell), and the letters of the departments named for it."""


def analyse_ledgers(
    activities: Named, departments: Mapping[str, str | int], transfers: Mapping[str, str | int] | None = None
) -> Analysis:
    """Return the analysis of invented ledgers; transfers are keyed by the letters of the departments that paid them."""
    departments_by_name = {
        name: Department(name, name, None, name) for name in {*departments, *"".join(d for _, d in activities.values())}
    }
    spent = {
        name: LedgerEntry(f"amount/{name}", Decimal(amount), 1)
        for name, amount in [*((a, amount) for a, (amount, _) in activities.items()), *departments.items()]
        if amount is not None
    }
    named = {
        activity: tuple(departments_by_name[one] for one in several)
        for activity, (_, several) in activities.items()
        if several
    }
    groups = tuple(
        TransferGroup(f"group/{payers}", payers, tuple(payers), LedgerEntry(f"amount/{payers}", Decimal(amount), 2))
        for payers, amount in (transfers or {}).items()
    )
    return Analysis(Ledgers(2025, {name: name for name in activities}, departments_by_name, spent, named, groups))


def summary(analysis: Analysis) -> dict[str, tuple[Any, ...]]:
    """Return the assessments in short: by `"a:D"`, evidence and amount, or evidence and bounds."""

    def shortened(assessment: Assessment) -> tuple[Any, ...]:
        if assessment.high is not None:
            return assessment.evidence, assessment.low, assessment.high
        return assessment.evidence, assessment.amount

    return {
        f"{activity}:{department or ''}": shortened(v) for (activity, department), v in analysis.assessments.items()
    }


def test_a_ledger_that_closes_to_the_kurus_proves_its_activities_and_excludes_the_department_elsewhere() -> None:
    found = analyse_ledgers({"a": ("60.10", "D"), "b": ("39.90", "D"), "c": (25, "DE")}, {"D": "100.00", "E": 70})
    assert summary(found) == {
        "a:D": ("proven", Decimal("60.10")),
        "b:D": ("proven", Decimal("39.90")),
        "c:E": ("implied", 25),
    }
    implied = found.assessments["c", "E"]
    assert implied.excluded.keys() == {"D"}
    assert implied.excluded["D"].activities == {"a", "b"}
    assert found.excluded_activities("D").keys() == {"c"}


def test_a_kurus_more_in_the_ledger_proves_nothing() -> None:
    assert summary(analyse_ledgers({"a": (60, "D"), "b": (40, "D")}, {"D": "100.01"})) == {
        "a:D": ("labelled", 60),
        "b:D": ("labelled", 40),
    }


def test_what_is_implied_can_close_the_next_ledger() -> None:
    found = analyse_ledgers({"a": (10, "D"), "b": (20, "DE"), "c": (30, "EF")}, {"D": 10, "E": 20, "F": 90})
    assert summary(found) == {"a:D": ("proven", 10), "b:E": ("proven", 20), "c:F": ("implied", 30)}


def test_departments_close_in_a_group_and_what_they_share_is_still_not_divided() -> None:
    activities: Named = {"a": (10, "D"), "b": (20, "E"), "c": (7, "DE"), "d": (8, "DE")}
    found = analyse_ledgers(activities, {"D": 19, "E": 26})
    assert summary(found) == {
        "a:D": ("proven", 10),
        "b:E": ("proven", 20),
        "c:D": ("shared", 1, 7),
        "c:E": ("shared", 0, 6),
        "d:D": ("shared", 2, 8),
        "d:E": ("shared", 0, 6),
    }
    closure = found.closure_of("D")
    assert closure is not None
    assert (closure.departments, closure.activities) == ({"D", "E"}, {"a", "b", "c", "d"})


def test_only_one_choice_of_shared_activities_fills_the_ledger() -> None:
    found = analyse_ledgers(
        {"a": (10, "D"), "b": (21, "DE"), "c": (34, "DE"), "d": (5, "DF")}, {"D": 44, "E": 500, "F": 500}
    )
    assert summary(found) == {
        "a:D": ("proven", 10),
        "b:E": ("implied", 21),
        "c:D": ("proven", 34),
        "d:F": ("implied", 5),
    }
    assert found.assessments["c", "D"].excluded.keys() == {"E"}


@pytest.mark.parametrize(
    "activities",
    [
        {"a": (10, "D"), "b": (34, "DE"), "c": (34, "DE")},
        {"a": (10, "D"), "b": (34, "DE"), "c": (14, "DE"), "d": (20, "DE")},
    ],
)
def test_two_choices_that_fill_the_ledger_prove_nothing(activities: Named) -> None:
    found = analyse_ledgers(activities, {"D": 44, "E": 500})
    assert {v.evidence for v in found.assessments.values()} == {"labelled", "shared"}


def test_an_activity_that_two_ledgers_claim_whole_is_left_to_both() -> None:
    found = analyse_ledgers({"a": (10, "D"), "b": (34, "DE"), "c": (20, "E")}, {"D": 44, "E": 54})
    assert summary(found)["b:D"] == ("shared", 0, 34)


def test_a_subset_that_contradicts_other_ledgers_is_none() -> None:
    found = analyse_ledgers({"a": (10, "D"), "b": (30, "DE"), "c": (20, "DE")}, {"D": 30, "E": 29})
    assert summary(found)["b:D"] == ("contradicted", 0, 30)


def test_more_shared_activities_than_the_limit_are_not_searched() -> None:
    many = {f"a{place:02}": 2**place for place in range(MAX_SHARED + 1)}
    wanted = sum(many.values()) - 1
    assert find_subset_sums(many, wanted, MAX_SHARED + 1) == [frozenset(many.keys() - {"a00"})]
    assert find_subset_sums(many, wanted, MAX_SHARED) == []


@given(st.lists(st.integers(1, 30), max_size=9), st.integers(0, 60))
def test_the_search_for_sums_finds_what_trying_all_choices_finds(amounts: list[int], wanted: int) -> None:
    named = {f"a{place}": amount for place, amount in enumerate(amounts)}
    sizes = range(1, len(named) + 1)
    choices = [
        set(c) for size in sizes for c in itertools.combinations(named, size) if sum(map(named.get, c)) == wanted
    ]  # type: ignore[arg-type]
    found = find_subset_sums(named, wanted, 9)
    assert len(found) == min(2, len(choices))
    assert all(choice in choices for choice in found)


def test_bounds_are_joint_and_name_what_keeps_them_apart() -> None:
    """Of 20 and 10, D can have 5 and E 29: the bounds of one activity depend on the other."""
    found = analyse_ledgers({"a": (20, "DE"), "b": (10, "DE"), "c": (1, "EF")}, {"D": 5, "E": 29, "F": 100})
    assert summary(found) == {
        "a:D": ("shared", 0, 5),
        "a:E": ("shared", 15, 20),
        "b:D": ("shared", 0, 5),
        "b:E": ("shared", 5, 10),
        "c:E": ("shared", 0, 1),
        "c:F": ("shared", 0, 1),
    }
    assert found.assessments["a", "D"].competing == ("b", "c")
    assert (
        found.maximum_for_activities("D"),
        found.maximum_for_activities("E"),
        found.maximum_for_activities("F"),
    ) == (5, 29, 1)


def test_departments_with_room_for_all_keep_no_bounds_apart() -> None:
    found = analyse_ledgers({"a": (20, "DE"), "b": (10, "DE")}, {"D": 90, "E": 90})
    assert summary(found)["a:D"] == ("shared", 0, 20)
    assert found.assessments["a", "D"].competing == ()


def test_what_the_named_can_t_hold_is_contradicted_and_leaves_the_others_alone() -> None:
    found = analyse_ledgers(
        {"a": (80, "D"), "b": (30, "D"), "c": (12, "DE"), "d": (9, "F")}, {"D": 100, "E": 50, "F": 10}
    )
    assert summary(found) == {
        "a:D": ("contradicted", 80),
        "b:D": ("contradicted", 30),
        "c:D": ("shared", 0, 12),
        "c:E": ("shared", 0, 12),
        "d:F": ("labelled", 9),
    }


def test_several_who_can_t_hold_it_together_keep_the_amount_and_their_names() -> None:
    assert summary(analyse_ledgers({"a": (80, "DE")}, {"D": 30, "E": 40})) == {
        "a:D": ("contradicted", 0, 80),
        "a:E": ("contradicted", 0, 80),
    }


def test_an_activity_whose_departments_all_closed_without_it_is_contradicted() -> None:
    found = analyse_ledgers({"a": (10, "D"), "b": (20, "E"), "c": (5, "DE")}, {"D": 10, "E": 20})
    assert summary(found) == {
        "a:D": ("proven", 10),
        "b:E": ("proven", 20),
        "c:D": ("contradicted", 0, 5),
        "c:E": ("contradicted", 0, 5),
    }


def test_what_is_lacking_to_the_kurus_in_a_ledger_without_activities_is_named() -> None:
    found = analyse_ledgers({"a": ("142.33", "D")}, {"D": "105.63", "E": "36.70", "F": "12.00"})
    excess = found.assessments["a", "D"].excess
    assert excess is not None
    assert excess.closes_with == {"E"}


def test_nobody_named_a_zero_and_a_blank() -> None:
    found = analyse_ledgers(
        {"a": (5, ""), "b": (0, "D"), "c": (0, "DE"), "d": (None, "D"), "e": (None, "DE"), "f": (10, "D")},
        {"D": 10, "E": 3},
    )
    assert summary(found) == {
        "a:": ("unlabelled", 5),
        "b:D": ("labelled", 0),
        "c:D": ("shared", 0, 0),
        "c:E": ("shared", 0, 0),
        "d:D": ("labelled", None),
        "e:D": ("shared", None),
        "e:E": ("shared", None),
        "f:D": ("proven", 10),
    }


def test_a_department_without_a_printed_total_can_hold_anything() -> None:
    found = analyse_ledgers({"a": (50, "D"), "b": (20, "DE")}, {"E": 5})
    assert summary(found) == {"a:D": ("labelled", 50), "b:D": ("shared", 15, 20), "b:E": ("shared", 0, 5)}


def test_transfers_are_no_activities_and_a_ledger_closes_without_them() -> None:
    activities: Named = {"a": (60, "D"), "b": (30, "DE")}
    assert summary(analyse_ledgers(activities, {"D": 100, "E": 90}))["a:D"] == ("labelled", 60)
    less = analyse_ledgers(activities, {"D": 100, "E": 90}, {"D": 40})
    assert summary(less) == {"a:D": ("proven", 60), "b:E": ("implied", 30)}
    assert less.subtracts_transfers("D")
    beside = analyse_ledgers(activities, {"D": 60, "E": 90}, {"D": 40})
    assert summary(beside) == {"a:D": ("proven", 60), "b:E": ("implied", 30)}
    assert not beside.subtracts_transfers("D")
    assert summary(analyse_ledgers(activities, {"D": 100, "E": 90}, {"DE": 40}))["a:D"] == ("labelled", 60)


# Against trying every division


def divisions(
    activities: Mapping[str, tuple[int, str]], departments: Mapping[str, int]
) -> Iterator[dict[tuple[str, str], int]]:
    """Yield all divisions of the activities' amounts among their departments, in integers."""

    def split(amount: int, places: int) -> Iterator[tuple[int, ...]]:
        if places == 1:
            yield (amount,)
            return
        for first in range(amount + 1):
            yield from ((first, *rest) for rest in split(amount - first, places - 1))

    ways = [
        [dict(zip(((activity, one) for one in several), parts, strict=True)) for parts in split(amount, len(several))]
        for activity, (amount, several) in activities.items()
    ]
    for way in itertools.product(*ways):
        division = {ends: money for one in way for ends, money in one.items()}
        if all(
            sum(m for (_, d), m in division.items() if d == department) <= room
            for department, room in departments.items()
        ):
            yield division


SMALL = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.integers(1, 4), st.sampled_from(["D", "E", "F", "DE", "DF", "EF", "DEF"])),
    min_size=1,
)
ROOMS = st.fixed_dictionaries({"D": st.integers(0, 8), "E": st.integers(0, 8), "F": st.integers(0, 8)})


@settings(deadline=None, max_examples=300)
@given(activities=SMALL, departments=ROOMS)
def test_bounds_are_those_of_all_divisions(activities: dict[str, tuple[int, str]], departments: dict[str, int]) -> None:
    flow = find_maximum_flow(
        {a: amount for a, (amount, _) in activities.items()}, {a: d for a, (_, d) in activities.items()}, departments
    )
    possible = list(divisions(activities, departments))
    assert (
        bool(possible)
        == (flow.total == sum(amount for amount, _ in activities.values()))
        == (not flow.infeasible_activities())
    )
    assume(possible)
    for activity, (_, several) in activities.items():
        for department in several:
            parts = [division[activity, department] for division in possible]
            assert flow.bounds(activity, department) == (min(parts), max(parts))
    lying = {d: [sum(m for (_, of), m in division.items() if of == d) for division in possible] for d in departments}
    named = {d for _, several in activities.values() for d in several}
    assert all(flow.maximum_of(d) == max(lying[d]) for d in departments)
    full = {d for group, _ in flow.saturated_groups() for d in group}
    assert full == {d for d in named if min(lying[d]) == departments[d]}


@settings(deadline=None, max_examples=300)
@given(activities=SMALL, departments=ROOMS)
def test_assessments_hold_in_all_divisions(activities: dict[str, tuple[int, str]], departments: dict[str, int]) -> None:
    found = analyse_ledgers(activities, departments)
    closures = [closure for d in departments if (closure := found.closure_of(d))]
    possible = list(divisions(activities, departments))
    assert bool(possible) == all(assessment.evidence != "contradicted" for assessment in found.assessments.values())
    for activity, (amount, several) in activities.items():
        assessments = {d: found.assessments.get((activity, d)) for d in several}
        assert any(assessments.values())
        for department, assessment in assessments.items():
            parts = [division[activity, department] for division in possible]
            if assessment is None:
                assert any(closure.how == "part" for closure in closures) or not parts or max(parts) == 0
            elif assessment.evidence == "shared":
                assert assessment.low is not None
                assert assessment.high is not None
                assert 0 <= assessment.low <= assessment.high <= amount
                if possible and not any(closure.how == "part" for closure in closures):
                    assert (assessment.low, assessment.high) == (min(parts), max(parts))
            elif possible and assessment.evidence in ("proven", "implied", "labelled"):
                assert max(parts) == amount
                if not any(closure.how == "part" for closure in closures):
                    assert min(parts) == amount
    for closure in closures:
        assert sum(departments[d] for d in closure.departments) == found.in_tl(closure.total) > 0
        assert sum(activities[a][0] for a in closure.activities) == found.in_tl(closure.total)


@settings(deadline=None, max_examples=100)
@given(activities=SMALL, departments=ROOMS)
def test_without_what_is_contradicted_the_rest_fits(
    activities: dict[str, tuple[int, str]], departments: dict[str, int]
) -> None:
    found = analyse_ledgers(activities, departments)
    contradicted = {activity for (activity, _), v in found.assessments.items() if v.evidence == "contradicted"}
    rest = {activity: one for activity, one in activities.items() if activity not in contradicted}
    assert any(True for _ in divisions(rest, departments))


# Out of a graph


@pytest.fixture
def roomy_city(own_city: Store) -> Store:
    """Kentova, whose Park department spent 90.00 instead of less than its activities."""
    park = kentova("department/46.2")
    for quad in list(own_city.quads_for_pattern(None, term("kg:about"), park, None)):
        for said in list(own_city.quads_for_pattern(quad.subject, None, None, None)):
            own_city.remove(said)
    add_amount(own_city, park, "BudgetLine", "spent", "allFunds", Decimal(90), 120)
    return own_city


def add_transfers(store: Store, name: str, amount: str, *payers: str) -> None:
    """Add a group of transfers with the statements that the loaders make for it."""
    group = kentova(f"transfers/{name}")
    said = [("rdf:type", term("kg:TransferGroup")), ("skos:prefLabel", Literal(name, language="tr"))]
    store.extend(Quad(group, term(predicate), value, FACTS) for predicate, value in said)
    store.extend(Quad(group, term("kg:paidBy"), kentova(f"department/{payer}"), FACTS) for payer in payers)
    add_amount(store, group, "StatedTotal", "spent", "allFunds", Decimal(amount), 130)


def test_transfers_stand_beside_a_department_s_activities(roomy_city: Store) -> None:
    assert read_ledgers(roomy_city, 2025).transfers == ()
    add_transfers(roomy_city, "dernekler", "9.85", "46.1")
    answer = trace(roomy_city, "46.1").as_dict()
    assert [(row["activity"], row["kind"], row["evidence"], row["amount"]) for row in answer["rows"]] == [
        ("1", "activity", "proven", "80.15"),
        ("2", "activity", "labelled", "0.00"),
        (None, "transfers", "printed", "9.85"),
    ]
    assert answer["rows"][2]["department"] == "46.1"
    assert answer["rows"][2]["lines"] == [130]
    assert (answer["stated_total"], answer["remainder"], answer["remainder_low"]) == ("90.00", "0.00", "0.00")
    assert answer["excluded"] == ["87"]
    goal = trace(roomy_city, "activity:87").as_dict()["rows"]
    assert [(row["department"], row["evidence"], row["amount"], row["excluded"]) for row in goal] == [
        ("46.2", "implied", "19.90", ["46.1"])
    ]


def test_transfers_that_two_departments_paid_are_the_own_of_neither(own_city: Store) -> None:
    add_transfers(own_city, "dernekler", "9.85", "46.1", "46.2")
    row = trace(own_city, "46.1").as_dict()["rows"][-1]
    assert (row["kind"], row["evidence"], row["low"], row["high"]) == ("transfers", "shared", "0.00", "9.85")
    assert trace(own_city, "46.1").remainder == Decimal("9.85")


def test_transfers_and_general_management_are_shown_as_what_they_are(own_city: Store) -> None:
    add_transfers(own_city, "dernekler", "9.85", "46.1")
    add_transfers(own_city, "sendikalar", "3.00", "46.1", "46.2")
    add_amount(own_city, term("kg:transfersToOtherBodies"), "StatedTotal", "spent", "allFunds", Decimal(20), 140)
    add_amount(own_city, term("kg:generalManagement"), "StatedTotal", "spent", "allFunds", Decimal(7), 141)
    answer = trace(own_city, "transfers").as_dict()
    assert (answer["subject"]["kind"], answer["stated_total"], answer["remainder"]) == ("total", "20.00", "7.15")
    assert [row["department"] for row in answer["rows"]] == ["46.1", "46.1", "46.2"]
    management = trace(own_city, "general-management").as_dict()
    assert (management["rows"], management["remainder"]) == ([], "7.00")


def test_a_row_is_explained_by_triples_lines_and_closures(roomy_city: Store) -> None:
    add_transfers(roomy_city, "dernekler", "9.85", "46.1")
    found = trace(roomy_city, "activity:87")
    told = found.as_dict(explained=True)["rows"][0]["explanation"]
    assert told["excluded"][0]["closure"]["activities"] == [{"code": "1", "amount": "80.15"}]
    assert told["excluded"][0]["closure"]["departments"][0]["transfers"] == "9.85"
    assert told["lines"] == [60, 103, 120]
    printed = render_trace(found, explained=True)
    assert "kg:carriedOutBy <https://example.org/id/kentova/department/46.2> .  # line 60" in printed
    assert "Yol Dairesi has no part: Yol Dairesi 80.15 = 1 80.15" in printed


def test_the_table_says_how_sure_the_whole_is(city: Store) -> None:
    printed = render_trace(trace(city, "1"))
    assert "How sure: labelled 80,15 TL (80,1 %); shared 19,90 TL (19,9 %)." in printed
    assert "0,00 – 9,85" in printed
    assert "shared: several can have part in it" in printed
    assert "unlabelled:" not in printed


def test_the_csv_adds_up_in_each_column(city: Store) -> None:
    lines = write_trace_csv(trace(city, "87")).splitlines()
    assert lines[0].startswith(
        "goal,objective,target,kind,activity,title,evidence,department,department_name,amount,low,high"
    )
    assert [line.count("19.90") for line in lines[1:]] == [2, 1]
