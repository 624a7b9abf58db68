"""Grades, bounds and sums on small random cities, against trying every division and every group."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from kentgraf.graph.money.closures import Book
from kentgraf.graph.money.divisions import Divisions, Pair
from kentgraf.graph.money.excesses import find_unplaced
from kentgraf.graph.money.hints import find_hints
from kentgraf.graph.money.reconciliation import Reconciliation

City = tuple[dict[str, tuple[int, str]], dict[str, int]]
"""Activities with their amount and the letters of the departments named for them, and ledgers."""

Division = dict[Pair, int]
ELSEWHERE = "elsewhere"

CANDIDATES = ["D", "E", "F", "DE", "DF", "EF", "DEF"]


def cities(least: int = 1, most: int = 4, activities: int = 4, room: int = 8) -> st.SearchStrategy[City]:
    """Return small cities; G is named for nothing, and any department can be without a printed total."""
    amounts = st.integers(least, most).filter(bool)
    return st.tuples(
        st.dictionaries(
            st.sampled_from("abcdefg"[:activities]), st.tuples(amounts, st.sampled_from(CANDIDATES)), min_size=1
        ),
        st.dictionaries(st.sampled_from("DEFG"), st.integers(0, room)),
    )


def reconcile(city: City) -> Reconciliation:
    activities, ledgers = city
    named = {activity: frozenset(several) for activity, (_, several) in activities.items()}
    return Reconciliation(named, Book({a: amount for a, (amount, _) in activities.items()}, ledgers))


def split(amount: int, places: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways to split an amount, each part of the amount's sign or zero."""
    if places == 1:
        yield (amount,)
        return
    for first in range(0, amount + (1 if amount > 0 else -1), 1 if amount > 0 else -1):
        yield from ((first, *rest) for rest in split(amount - first, places - 1))


def divisions(
    amounts: Mapping[str, int],
    candidates: Mapping[str, Iterable[str]],
    ledgers: Mapping[str, int],
    loose: Iterable[str] = (),
) -> Iterator[Division]:
    """Yield all divisions that the ledgers allow; the activities in `loose` can also be spent elsewhere."""
    ways = []
    for activity, amount in amounts.items():
        places = [*sorted(candidates[activity]), *([ELSEWHERE] if activity in loose else [])]
        ways.append(
            [{(activity, p): m for p, m in zip(places, parts, strict=True)} for parts in split(amount, len(places))]
        )
    for way in itertools.product(*ways):
        division = {pair: money for one in way for pair, money in one.items()}
        if all(total_at(division, department) <= ledger for department, ledger in ledgers.items()):
            yield division


def total_at(division: Division, department: str) -> int:
    return sum(money for (_, place), money in division.items() if place == department)


def all_divisions(city: City) -> list[Division]:
    activities, ledgers = city
    amounts = {a: amount for a, (amount, _) in activities.items()}
    return list(divisions(amounts, {a: several for a, (_, several) in activities.items()}, ledgers))


def pairs_of(city: City) -> list[Pair]:
    return [(activity, department) for activity, (_, several) in city[0].items() for department in several]


def closed_by_hand(city: City) -> tuple[dict[str, set[str]], set[str], set[frozenset[str]]]:
    """Return candidates after exclusions, departments that close alone, and groups that close jointly, in the plainest way.

    What is contradicted by itself is set aside when nothing closes any more, and then the search goes on.
    """
    activities, ledgers = city
    candidates = {a: set(several) for a, (_, several) in activities.items()}
    alone: set[str] = set()
    joint: set[frozenset[str]] = set()

    def only(group: Iterable[str]) -> list[str]:
        return [a for a, several in candidates.items() if several and several <= set(group)]

    def close() -> None:
        while True:
            open_ones = sorted(ledgers.keys() - alone - frozenset().union(*joint))
            single = [d for d in open_ones if only(d) and sum(activities[a][0] for a in only(d)) == ledgers[d] != 0]
            found = [frozenset({d}) for d in single]
            if not found:
                groups = [
                    frozenset(group)
                    for size in (2, 3)
                    for group in itertools.combinations([d for d in open_ones if ledgers[d] > 0], size)
                    if sum(activities[a][0] for a in only(group)) == sum(ledgers[d] for d in group)
                ]
                smallest = [g for g in groups if not any(other < g for other in groups)]
                found = [g for g in smallest if not any(other & g for other in smallest if other != g)]
                joint.update(found)
            alone.update(single)
            if not found:
                return
            theirs = {group: only(group) for group in found}
            for group, mine in theirs.items():
                for activity in candidates.keys() - set(mine):
                    candidates[activity] -= group

    close()
    held = {a for group in [*joint, *({d} for d in alone)] for a in only(group)}
    for activity in contradicted_by_hand(city) - held:
        del candidates[activity]
    close()
    return candidates, alone, joint


def contradicted_by_hand(city: City) -> set[str]:
    """Return the activities larger than all that their departments spent, refunds that can be theirs added."""
    activities, ledgers = city
    found = set()
    for activity, (amount, several) in activities.items():
        if amount > 0 and all(d in ledgers for d in several):
            refunds = sum(-m for m, others in activities.values() if m < 0 and set(others) & set(several))
            if amount > sum(ledgers[d] for d in several) + refunds:
                found.add(activity)
    return found


@settings(max_examples=400)
@given(city=cities(), wanted=st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("DEF"))))
def test_bounds_of_every_sum_are_those_of_all_divisions(city: City, wanted: set[Pair]) -> None:
    possible = all_divisions(city)
    assume(possible)
    found = reconcile(city)
    assert not found.excesses
    assert not found.contradicted
    for pairs in [wanted & set(pairs_of(city)), *({pair} for pair in pairs_of(city))]:
        sums = [sum(division[pair] for pair in pairs) for division in possible]
        assert found.bounds(pairs) == (min(sums), max(sums))


@settings(max_examples=200)
@given(city=cities(least=-3), wanted=st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("DEF"))))
def test_bounds_hold_with_refunds_too(city: City, wanted: set[Pair]) -> None:
    possible = all_divisions(city)
    assume(possible)
    event("with refunds" if any(amount < 0 for amount, _ in city[0].values()) else "without")
    found = reconcile(city)
    for pairs in [wanted & set(pairs_of(city)), *({pair} for pair in pairs_of(city))]:
        sums = [sum(division[pair] for pair in pairs) for division in possible]
        assert found.bounds(pairs) == (min(sums), max(sums))


@settings(max_examples=400)
@given(city=cities(most=6, room=7))
def test_grades_are_those_of_the_plainest_search(city: City) -> None:
    found = reconcile(city)
    candidates, alone, joint = closed_by_hand(city)
    assert {d for d, closure in found.closures.items() if closure.how == "alone"} == alone
    assert {closure.departments for closure in found.closures.values() if closure.how == "jointly"} == joint
    assert {a: set(several) for a, several in found.candidates.items()} == candidates
    closed = {
        a for a, several in candidates.items() if several and (several <= alone or any(several <= g for g in joint))
    }
    assert set(found.contradicted) == contradicted_by_hand(city) - closed


@settings(max_examples=200)
@given(city=cities(least=-2, most=5, activities=4, room=5))
def test_where_labels_and_ledgers_contradict_each_other_bounds_are_never_too_narrow(city: City) -> None:
    """Each excess is one, without its activities all fits, and the rest's bounds are those of the rest alone."""
    found = reconcile(city)
    activities, ledgers = city
    event("contradictory" if not all_divisions(city) else "not contradictory")
    apart = {a for excess in found.excesses for a in excess.activities}
    placed = {
        a: several for a, several in found.candidates.items() if several and a not in found.closed and a not in apart
    }
    rest = list(divisions({a: activities[a][0] for a in placed}, placed, ledgers))
    assert rest
    for activity, several in placed.items():
        for department in several:
            parts = [division[activity, department] for division in rest]
            assert found.bounds([(activity, department)]) == (min(parts), max(parts))
    for excess in found.excesses:
        total = sum(activities[a][0] for a in excess.activities)
        event("of a group" if len(excess.departments) > 1 else "of one department")
        assert excess.total == total > excess.capacity
        assert all(found.possible(a) <= excess.departments for a in excess.activities)
        if excess.capacity:
            assert excess.capacity >= sum(ledgers[d] for d in excess.departments), "refunds only make room"
            check_excess(found, city, placed, excess.activities)
    if len(found.excesses) > 1:
        event("of several")
        check_excess(found, city, placed, frozenset(a for a in apart if found.candidates[a]))


def check_excess(
    found: Reconciliation, city: City, placed: Mapping[str, frozenset[str]], apart: frozenset[str]
) -> None:
    """Check that the bounds hold all divisions in which as little as possible of an excess was spent elsewhere."""
    activities, ledgers = city
    candidates = {**placed, **{a: found.candidates[a] for a in apart}}
    amounts = {a: activities[a][0] for a in candidates}
    least: int | None = None
    closest: list[Division] = []
    for division in divisions(amounts, candidates, ledgers, loose=apart):
        elsewhere = total_at(division, ELSEWHERE)
        if least is None or elsewhere < least:
            least, closest = elsewhere, []
        if elsewhere == least:
            closest.append(division)
    for activity in apart:
        pairs = [(activity, department) for department in found.candidates[activity]]
        for some in [pairs, *([pair] for pair in pairs)]:
            low, high = found.bounds(some)
            sums = [sum(division[pair] for pair in some) for division in closest]
            assert low <= min(sums)
            assert max(sums) <= high
    for department in ledgers:
        low, high = found.bounds((a, department) for a in candidates)
        sums = [total_at(division, department) for division in closest]
        assert low <= min(sums)
        assert max(sums) <= high
        assert high <= ledgers[department]


@settings(max_examples=300)
@given(city=cities(least=-2, most=9, activities=7, room=12))
def test_no_sum_at_a_department_is_larger_than_its_ledger(city: City) -> None:
    found = reconcile(city)
    activities, ledgers = city
    for department in "DEFG":
        low, high = found.bounds((activity, department) for activity in activities)
        assert low <= high
        if department in ledgers and all(amount > 0 for amount, _ in activities.values()):
            assert 0 <= low <= high <= ledgers[department]
    for activity, (amount, _) in activities.items():
        low, high = found.bounds((activity, department) for department in "DEFG")
        assert min(0, amount) <= low <= high <= max(0, amount)


@settings(max_examples=200)
@given(city=cities(), scale=st.integers(1, 10**13))
def test_bounds_grow_with_the_amounts(city: City, scale: int) -> None:
    activities, ledgers = city
    larger = (
        {a: (amount * scale, d) for a, (amount, d) in activities.items()},
        {d: m * scale for d, m in ledgers.items()},
    )
    small, large = reconcile(city), reconcile(larger)
    for pair in pairs_of(city):
        assert large.bounds([pair]) == tuple(bound * scale for bound in small.bounds([pair]))


@settings(max_examples=300)
@given(city=cities(least=-2))
def test_what_has_no_place_is_what_no_division_allows(city: City) -> None:
    activities, ledgers = city
    amounts = {a: amount for a, (amount, _) in activities.items()}
    candidates = {a: frozenset(several) for a, (_, several) in activities.items()}
    unplaced = find_unplaced(amounts, candidates, ledgers)
    assert bool(unplaced) == (not all_divisions(city)) == (not Divisions(amounts, candidates, ledgers).is_feasible())
    gone = {activity for group in unplaced for activity in group}
    kept = {a: one for a, one in activities.items() if a not in gone}
    assert not kept or all_divisions((kept, ledgers))


def random_city(seed: int) -> tuple[dict[str, frozenset[str]], Book, dict[str, int]]:
    """Return labels, spending and ledgers of İzmir's size: 161 activities, 47 departments, up to 10 billion TL each."""
    rng = random.Random(seed)
    departments = [f"d{n}" for n in range(47)]
    named = {f"a{n}": frozenset(rng.sample(departments, 1 if n > 15 else rng.choice([2, 2, 3]))) for n in range(161)}
    amounts = {activity: rng.randrange(1, 10 ** rng.randrange(5, 13)) for activity in named}
    ledger = {department: rng.randrange(1, 10**12) for department in departments}
    return named, Book(amounts, ledger), {department: rng.randrange(1, 10**12) for department in departments[:5]}


@pytest.mark.parametrize("seed", range(12))
def test_random_ledgers_close_jointly_or_give_hints_as_good_as_never(seed: int) -> None:
    named, book, totals = random_city(seed)
    found = Reconciliation(named, book)
    assert not found.closures
    assert find_hints(found, totals, ()) == []
