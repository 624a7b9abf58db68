"""Measures of networks agree with networkx, ties share a rank, and changes between two days are complete."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from kentgraf.graph.people.measures import changes_between, measure_network, rank_values
from kentgraf.graph.people.network import member_commission_graph, project_on_commissions, project_on_people


def test_measures_rank_ties_as_ties_and_agree_with_networkx(izmir_in_memory: Store) -> None:
    found = measure_network(izmir_in_memory, date(2025, 3, 1))
    people = project_on_people(member_commission_graph(izmir_in_memory, date(2025, 3, 1)))
    assert found.links == people.number_of_edges()
    by_degree: dict[int, set[int]] = {}
    for person in found.people:
        assert person.degree == people.degree(person.person)
        by_degree.setdefault(person.degree, set()).add(person.degree_rank)
    assert all(len(same) == 1 for same in by_degree.values())
    assert 0 < (found.cross_party_share or 0) < 1
    assert found.communities == len({person.community for person in found.people})
    assert measure_network(izmir_in_memory, date(2025, 3, 1)) == found


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 5).map(float), max_size=12))
def test_ranks_leave_room_for_ties(values: dict[str, float]) -> None:
    given_ranks = rank_values(values)
    for key, rank in given_ranks.items():
        assert rank == 1 + sum(1 for other in values.values() if other > values[key])


def test_what_changed_between_the_terms_is_told_for_every_commission(izmir_in_memory: Store) -> None:
    changes = changes_between(izmir_in_memory, date(2025, 4, 13), date(2025, 4, 14))
    assert len(changes) == 24
    for change in changes:
        assert len(change.stayed) + len(change.left) == 9
        assert len(change.stayed) + len(change.came) == 9
        assert not set(change.left) & set(change.came)
    same = changes_between(izmir_in_memory, date(2025, 5, 1), date(2025, 5, 2))
    assert all(change.continuity == 1 for change in same)


def test_commissions_are_linked_by_the_members_that_they_share(izmir_in_memory: Store) -> None:
    sitting = member_commission_graph(izmir_in_memory, date(2025, 3, 1))
    linked = project_on_commissions(sitting)
    assert len(linked) == 24
    for one, two, data in linked.edges(data=True):
        assert data["weight"] == len(set(sitting[one]) & set(sitting[two])) == len(data["members"])
