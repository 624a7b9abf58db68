"""Each kind of evidence on small invented ledgers, checked by hand and against all possible divisions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, Store
from support.cities.kentova import FACTS, add_amount, kentova

from kentgraf.api.terminal.trace_table import render_trace, write_trace_csv
from kentgraf.graph.money.evidence import Analysis, Assessment
from kentgraf.graph.money.ledgers import Department, LedgerEntry, Ledgers, TransferGroup, read_ledgers
from kentgraf.graph.money.reasons import describe_hint, reasons_of_activity, reasons_of_transfers
from kentgraf.graph.money.subset_sums import subsets_by_sum
from kentgraf.graph.money.trace import trace
from kentgraf.ontology.namespaces import term

Named = Mapping[str, tuple[str | int | None, str]]
"""Invented activities: what each spent (None for a blank cell), and the letters of the departments named for it."""


def analyse_ledgers(
    activities: Named,
    departments: Mapping[str, str | int],
    transfers: Mapping[str, str | int] | None = None,
    budgets: Mapping[str, Mapping[str, str | int]] | None = None,
) -> Analysis:
    """Return the analysis of invented ledgers.

    Transfers are keyed by the letters of the departments that paid them, budgets by phase and then by activity or department.
    """
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
    other = {phase: {name: Decimal(amount) for name, amount in book.items()} for phase, book in (budgets or {}).items()}
    codes = {name: name for name in activities}
    return Analysis(Ledgers(2025, codes, departments_by_name, spent, named, groups, other))


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


def test_a_ledger_that_transfers_leave_with_more_decimals_proves_nothing() -> None:
    found = analyse_ledgers({"a": ("9.99", "D")}, {"D": "10.00"}, {"D": "0.001"})
    assert summary(found) == {"a:D": ("labelled", Decimal("9.99"))}
    assert summary(analyse_ledgers({"a": ("9.999", "D")}, {"D": "10.00"}, {"D": "0.001"})) == {
        "a:D": ("proven", Decimal("9.999"))
    }


def test_what_is_implied_can_close_the_next_ledger() -> None:
    found = analyse_ledgers({"a": (10, "D"), "b": (20, "DE"), "c": (30, "EF")}, {"D": 10, "E": 20, "F": 90})
    assert summary(found) == {"a:D": ("proven", 10), "b:E": ("proven", 20), "c:F": ("implied", 30)}


JOINT: Named = {"a": (10, "D"), "b": (20, "E"), "c": (7, "DE"), "d": (8, "DE")}


def test_departments_close_jointly_and_what_they_share_is_still_not_divided() -> None:
    found = analyse_ledgers(JOINT, {"D": 19, "E": 26})
    assert summary(found) == {
        "a:D": ("jointly", 10, 10),
        "b:E": ("jointly", 20, 20),
        "c:D": ("jointly", 1, 7),
        "c:E": ("jointly", 0, 6),
        "d:D": ("jointly", 2, 8),
        "d:E": ("jointly", 0, 6),
    }
    closure = found.closure_of("D")
    assert closure is not None
    assert (closure.departments, closure.activities) == ({"D", "E"}, {"a", "b", "c", "d"})
    assert found.bounds([("c", "D"), ("d", "D")]) == (9, 9), "the sum is known, although its parts are not"


def test_a_department_that_nobody_names_can_close_what_another_lacks() -> None:
    found = analyse_ledgers(
        {"a": ("100.33", "D"), "b": ("42.00", "D"), "c": (5, "DF")}, {"D": "105.63", "E": "36.70", "F": "12.00"}
    )
    assert summary(found) == {
        "a:D": ("jointly", Decimal("63.63"), Decimal("100.33")),
        "a:E": ("jointly", Decimal("0.00"), Decimal("36.70")),
        "b:D": ("jointly", Decimal("5.30"), Decimal("42.00")),
        "b:E": ("jointly", Decimal("0.00"), Decimal("36.70")),
        "c:F": ("implied", 5),
    }
    assert not found.assessments["a", "E"].is_named
    assert found.bounds([("a", "D"), ("b", "D")]) == (Decimal("105.63"), Decimal("105.63"))


@pytest.mark.parametrize(
    ("book", "closes"),
    [
        ({"a": 11, "b": 21, "c": 7, "d": 8, "D": 20, "E": 27}, True),
        ({"a": 11, "b": 21, "c": 7, "d": 8, "D": 20, "E": 28}, False),
        ({"D": 20, "E": 27}, True),
        ({"a": 11}, True),
        ({"a": 11, "D": 20}, False),
    ],
)
def test_a_group_closes_in_every_phase_that_both_ledgers_print_or_it_is_a_hint(
    book: Mapping[str, int], closes: bool
) -> None:
    found = analyse_ledgers(JOINT, {"D": 19, "E": 26}, budgets={"netBudget": book})
    assert (found.closure_of("D") is not None) == closes
    assert [hint.kind for hint in found.hints] == ([] if closes else ["spending"])
    assert ({v.evidence for v in found.assessments.values()} == {"jointly"}) == closes


def test_groups_that_share_a_department_prove_nothing() -> None:
    activities: Named = {"a": (14, "D")}
    assert summary(analyse_ledgers(activities, {"D": 10, "E": 4}))["a:E"] == ("jointly", 4, 4)
    assert {v.evidence for v in analyse_ledgers(activities, {"D": 10, "E": 4, "F": 4}).assessments.values()} == {
        "contradicted"
    }


def test_a_group_of_more_than_three_is_not_tried() -> None:
    activities: Named = {"a": (10, "DE"), "b": (10, "EF"), "c": (10, "FG"), "d": (10, "GD")}
    found = analyse_ledgers(activities, {"D": 7, "E": 9, "F": 11, "G": 13})
    assert {v.evidence for v in found.assessments.values()} == {"shared"}


# Hints


def hinted(analysis: Analysis) -> list[tuple[str, str, str | None, str]]:
    """Return the hints in short: kind, departments, moved activity, and activities spent there as a whole."""
    return [(h.kind, "".join(sorted(h.departments)), h.moved, "".join(sorted(h.whole))) for h in analysis.hints]


def test_one_choice_of_shared_activities_that_would_fill_the_ledger_is_a_hint_and_no_evidence() -> None:
    found = analyse_ledgers(
        {"a": (10, "D"), "b": (21, "DE"), "c": (34, "DE"), "d": (5, "DF")}, {"D": 44, "E": 500, "F": 500}
    )
    assert hinted(found) == [("whole", "D", None, "c")]
    assert summary(found)["c:D"] == ("shared", 0, 34)
    assert [bool(found.assessments[a, "D"].hints) for a in "abcd"] == [False, False, True, False]


@pytest.mark.parametrize(
    "activities",
    [
        {"a": (10, "D"), "b": (34, "DE"), "c": (34, "DE")},
        {"a": (10, "D"), "b": (34, "DE"), "c": (14, "DE"), "d": (20, "DE")},
    ],
)
def test_two_choices_that_fill_the_ledger_give_no_hint(activities: Named) -> None:
    found = analyse_ledgers(activities, {"D": 44, "E": 500})
    assert hinted(found) == []
    assert {v.evidence for v in found.assessments.values()} == {"labelled", "shared"}


def test_a_ledger_that_would_close_with_another_label_gives_a_hint() -> None:
    activities: Named = {"a": (60, "D"), "b": (30, "E"), "c": (7, "E"), "d": (11, "DE")}
    found = analyse_ledgers(activities, {"D": "78", "E": "900"})
    assert hinted(found) == [("label", "D", "c", "d")]
    assert found.hints[0].gained
    assert found.assessments["c", "E"].hints == found.assessments["d", "D"].hints == tuple(found.hints)
    assert summary(found)["c:E"] == ("labelled", 7)
    less = analyse_ledgers({"a": (60, "D"), "b": (30, "D"), "c": (9, "E")}, {"D": 60, "E": 900})
    assert hinted(less) == [("label", "D", "b", "")]
    assert not less.hints[0].gained


def test_a_total_that_would_close_with_its_transfers_gives_a_hint() -> None:
    found = analyse_ledgers({"a": (60, "D"), "b": (30, "DE")}, {"D": 60, "E": 90}, {"D": 40})
    assert hinted(found) == [("transfers", "D", None, "")]
    assert summary(found)["a:D"] == ("contradicted", 0, 20)


@given(st.lists(st.integers(-9, 30), max_size=7), st.integers(-20, 60))
def test_the_search_for_sums_finds_what_trying_all_choices_finds(amounts: list[int], wanted: int) -> None:
    named = {f"a{place}": amount for place, amount in enumerate(amounts)}
    choices = [
        set(chosen)
        for size in range(len(named) + 1)
        for chosen in itertools.combinations(named, size)
        if sum(named[one] for one in chosen) == wanted
    ]
    found = subsets_by_sum(named).get(wanted, [])
    assert len(found) == min(2, len(choices))
    assert all(choice in choices for choice in found)


# Bounds


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
    assert [found.bounds((a, d) for a in "abc") for d in "DEF"] == [(1, 5), (25, 29), (0, 1)]


def test_departments_with_room_for_all_keep_no_bounds_apart() -> None:
    found = analyse_ledgers({"a": (20, "DE"), "b": (10, "DE")}, {"D": 90, "E": 90})
    assert summary(found)["a:D"] == ("shared", 0, 20)
    assert found.assessments["a", "D"].competing == ()


def test_an_excess_belongs_to_the_department_and_only_lowers_what_its_activities_have_at_least() -> None:
    found = analyse_ledgers(
        {"a": (80, "D"), "b": (30, "D"), "c": (12, "DE"), "d": (9, "F")}, {"D": 100, "E": 50, "F": 10}
    )
    assert summary(found) == {
        "a:D": ("labelled", 70, 80),
        "b:D": ("labelled", 20, 30),
        "c:D": ("shared", 0, 12),
        "c:E": ("shared", 0, 12),
        "d:F": ("labelled", 9),
    }
    (excess,) = found.excesses_of("D")
    assert (excess.activities, found.in_tl(excess.amount)) == ({"a", "b"}, 10)
    assert found.bounds([("a", "D"), ("b", "D")]) == (100, 100), "together they fill the ledger"
    assert found.bounds((a, "D") for a in "abc") == (100, 100), "and never more than the ledger"


def test_what_others_must_have_spent_there_lowers_it_further() -> None:
    """At least 20 of c are D's, so a and b together can't have more than 80 of its 100."""
    found = analyse_ledgers({"a": (80, "D"), "b": (40, "D"), "c": (30, "DE")}, {"D": 100, "E": 10})
    assert summary(found)["a:D"] == ("labelled", 40, 80)
    assert summary(found)["c:D"] == ("shared", 20, 30)
    assert found.bounds((a, "D") for a in "abc") == (100, 100)


def test_an_activity_larger_than_all_that_its_departments_spent_is_contradicted_alone() -> None:
    found = analyse_ledgers({"a": (80, "DE"), "b": (5, "D"), "c": (9, "F")}, {"D": 30, "E": 40, "F": 10})
    assert summary(found) == {
        "a:D": ("contradicted", 0, 30),
        "a:E": ("contradicted", 0, 40),
        "b:D": ("labelled", 5),
        "c:F": ("labelled", 9),
    }
    assert found.bounds([("a", "D"), ("a", "E")]) == (0, 70)
    assert found.bounds([("a", "D"), ("b", "D")]) == (5, 30)


def test_several_who_can_t_hold_what_they_share_have_an_excess_together() -> None:
    found = analyse_ledgers({"a": (20, "DE"), "b": (25, "DE"), "c": (7, "D")}, {"D": 22, "E": 25})
    assert summary(found) == {
        "a:D": ("shared", 0, 20),
        "a:E": ("shared", 0, 20),
        "b:D": ("shared", 0, 20),
        "b:E": ("shared", 5, 25),
        "c:D": ("labelled", 2, 7),
    }
    (excess,) = found.excesses_of("E")
    assert (excess.departments, excess.activities, found.in_tl(excess.amount)) == ({"D", "E"}, {"a", "b", "c"}, 5)
    assert found.bounds((a, d) for a in "ab" for d in "DE") == (40, 45)


def test_what_one_of_several_alone_is_named_for_is_part_of_their_excess() -> None:
    """Without it c and e would have at least 10 at D, and nothing would be left for what D alone is named for."""
    found = analyse_ledgers({"a": (6, "D"), "b": (5, "D"), "c": (9, "DE"), "e": (9, "DE")}, {"D": 10, "E": 5})
    (excess,) = found.excesses_of("D")
    assert (excess.activities, excess.departments) == ({"a", "b", "c", "e"}, {"D", "E"})
    assert found.in_tl(excess.amount) == 14
    assert found.bounds([("c", "D"), ("e", "D")]) == (0, 10)
    assert found.bounds([("a", "D"), ("b", "D")]) == (0, 10)
    assert found.bounds((a, "D") for a in "abce") == (10, 10)


def test_an_activity_whose_departments_all_closed_without_it_is_left_to_nobody() -> None:
    found = analyse_ledgers({"a": (10, "D"), "b": (20, "E"), "c": (5, "DE")}, {"D": 10, "E": 20})
    assert summary(found) == {
        "a:D": ("proven", 10),
        "b:E": ("proven", 20),
        "c:D": ("shared", 0, 5),
        "c:E": ("shared", 0, 5),
    }
    assert found.bounds([("a", "D"), ("c", "D")]) == (10, 10)


def test_a_refund_makes_room_where_it_stands() -> None:
    found = analyse_ledgers(
        {"a": (12, "D"), "b": (-3, "D"), "c": (4, "DE"), "d": (-2, "EF")}, {"D": 10, "E": 1, "F": 5}
    )
    assert summary(found) == {
        "a:D": ("labelled", 12),
        "b:D": ("labelled", -3),
        "c:D": ("shared", 1, 1),
        "c:E": ("shared", 3, 3),
        "d:E": ("shared", -2, -2),
        "d:F": ("shared", 0, 0),
    }
    closed = analyse_ledgers({"a": (12, "D"), "b": (-3, "D")}, {"D": 9})
    assert summary(closed) == {"a:D": ("proven", 12), "b:D": ("proven", -3)}


def test_what_is_implied_at_an_overdrawn_department_has_bounds() -> None:
    found = analyse_ledgers({"a": (5, "D"), "b": (10, "DE")}, {"D": 5, "E": 8})
    assert summary(found) == {"a:D": ("proven", 5), "b:E": ("implied", 8, 8)}


def test_a_ledger_below_zero_bounds_the_sum_of_its_department() -> None:
    found = analyse_ledgers({"a": (-3, "D"), "b": (4, "DEG")}, {"D": -3, "E": 0, "G": 0})
    assert found.bounds([("a", "D"), ("b", "D")]) == (-3, -3)
    assert summary(analyse_ledgers({"a": (12, "D"), "b": (-12, "D")}, {"D": 0}))["a:D"] == ("proven", 12)


@pytest.mark.parametrize(
    ("activities", "ledgers", "transfers", "told"),
    [
        ({"a": (12, "D"), "b": (-3, "DE")}, {"D": 12, "E": 4}, {}, {"a": "refunds that can be its"}),
        ({"a": (5, "D"), "b": (7, "D")}, {"D": 5}, {}, {"a": "Set aside: b", "b": "at most 5.00 TL"}),
        ({"a": (60, "D"), "b": (30, "DE")}, {"D": 90, "E": 100}, {"D": 20}, {"b": "it paid exactly b as a whole"}),
        ({"a": (6, "D"), "b": (5, "D"), "c": (9, "DE"), "e": (9, "DE")}, {"D": 10, "E": 5}, {}, {"c": "by 14.00 TL"}),
        (
            {"a": (6, "D"), "f": (5, "D"), "b": (9, "DE")},
            {"D": 10, "E": 90},
            {},
            {"a": "(b) was paid from there", "b": "may be wider"},
        ),
        ({"a": (60, "D")}, {"D": 60}, {"D": -5}, {}),
    ],
)
def test_each_reason_says_what_is_true_of_its_row(
    activities: Named, ledgers: Mapping[str, int], transfers: Mapping[str, int], told: Mapping[str, str]
) -> None:
    found = analyse_ledgers(activities, ledgers, transfers)
    for activity, sentence in told.items():
        assessment = found.assessments[activity, "D"]
        reasons = [*reasons_of_activity(activity, "D", assessment, found)]
        reasons += [describe_hint(hint, found) for hint in assessment.hints]
        assert sentence in " ".join(reason.text("en") for reason in reasons)
        assert not any("{" in reason.text("tr") for reason in reasons)
    if not told:
        (group,) = found.ledgers.transfers
        assert "below zero" in " ".join(one.text("en") for one in reasons_of_transfers(group, "D", False, found))


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
    assert summary(analyse_ledgers(activities, {"D": 100, "E": 90}, {"DE": 40}))["a:D"] == ("labelled", 60)


def test_transfers_larger_than_the_total_they_stand_under_take_nothing_off() -> None:
    found = analyse_ledgers({"a": (60, "D"), "b": (30, "DE")}, {"D": 100, "E": 90}, {"D": 140})
    assert summary(found) == {"a:D": ("labelled", 60), "b:D": ("shared", 0, 30), "b:E": ("shared", 0, 30)}
    assert not found.ledgers.subtracts_transfers("D")


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
