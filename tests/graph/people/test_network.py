"""Networks on a day have the memberships and parties that are valid on it, and mark uncertain ones."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, Store
from support.cities.kentova import FACTS, kentova

from kentgraf.graph.people.days import default_date
from kentgraf.graph.people.network import member_commission_graph, project_on_people
from kentgraf.graph.people.told_days import DayNotTold
from kentgraf.ontology.namespaces import term

WINTER, AUTUMN = date(2025, 3, 1), date(2025, 10, 1)


def seats(graph: nx.Graph) -> set[tuple[str, str, str]]:
    """Return the names of person and commission, and the role, of each edge."""
    label = dict(graph.nodes(data="label"))
    pairs = ((one, two, data) for one, two, data in graph.edges(data=True))
    return {
        (label[one], label[two], data["role"])
        if graph.nodes[one]["kind"] == "person"
        else (label[two], label[one], data["role"])
        for one, two, data in pairs
    }


def test_each_term_of_a_commission_has_its_own_members(city: Store) -> None:
    transport = {
        day: {
            (who, role) for who, where, role in seats(member_commission_graph(city, day)) if where == "Ulaşım Komisyonu"
        }
        for day in (date(2025, 4, 13), date(2025, 4, 14))
    }
    assert transport[date(2025, 4, 13)] == {("Ada IŞIK", "chair"), ("Can İNCE", "member")}
    assert transport[date(2025, 4, 14)] == {("Ada IŞIK", "member"), ("Ece ÖZ", "chair")}


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        (date(2025, 2, 2), "Oya <ŞEN> & Oğlu"),
        (date(2025, 2, 3), None),
        (date(2025, 2, 11), None),
        (date(2025, 2, 12), "Nur ÇAĞ"),
    ],
)
def test_a_seat_is_vacant_between_the_petition_and_the_decision(city: Store, day: date, holder: str | None) -> None:
    environment = {who for who, where, _ in seats(member_commission_graph(city, day)) if where == "Çevre Komisyonu"}
    assert environment - {"Can İNCE", "Ece ÖZ"} == ({holder} if holder else set())


def test_the_party_is_the_one_of_the_day(city: Store) -> None:
    ada = kentova("person/ada").value
    assert member_commission_graph(city, date(2025, 6, 14)).nodes[ada]["party"] == "GP"
    assert member_commission_graph(city, date(2025, 6, 15)).nodes[ada]["party"] == "DP"


def test_independents_have_a_name_and_an_unknown_party_is_left_out(city: Store) -> None:
    graph = member_commission_graph(city, AUTUMN)
    assert graph.nodes[kentova("person/nur").value]["party"] == "Bağımsız"
    assert "party" not in graph.nodes[kentova("person/efe").value]
    assert "district" not in graph.nodes[kentova("person/efe").value]
    assert graph.nodes[kentova("person/ada").value]["district"] == "Yukarı"


def test_a_membership_without_days_counts_for_the_reported_year_and_is_uncertain(city: Store) -> None:
    graph = member_commission_graph(city, AUTUMN)
    uncertain = {graph.nodes[person]["label"] for person in graph[kentova("commission/hukuk").value]}
    assert uncertain == {"Can İNCE", "Efe GÜL"}
    assert all(
        data["uncertain"] == (kentova("commission/hukuk").value in edge) for *edge, data in graph.edges(data=True)
    )
    for outside in (date(2024, 12, 31), date(2026, 1, 1)):
        with pytest.raises(DayNotTold):
            member_commission_graph(city, outside)


def test_the_audit_commission_is_no_specialised_commission(city: Store) -> None:
    assert kentova("audit-commission").value not in member_commission_graph(city, AUTUMN)


def test_an_edge_says_for_how_long_and_where_it_stands(city: Store) -> None:
    graph = member_commission_graph(city, WINTER)
    edge = graph.edges[kentova("person/ada").value, kentova("commission/ulasim").value]
    assert edge == {
        **{"role": "chair", "line": 20, "uncertain": False, "until": "2025-04-14"},
        **{"from_known": False, "until_known": True},
    }
    assert graph.graph == {"on": "2025-03-01"}


def test_a_membership_quoted_from_two_lines_is_one_edge(city: Store) -> None:
    graph = member_commission_graph(city, AUTUMN)
    assert graph.edges[kentova("person/nur").value, kentova("commission/cevre").value]["line"] == 40


def test_two_roles_of_one_person_in_one_body_are_one_edge_that_keeps_both(own_city: Store) -> None:
    own_city.add(Quad(kentova("membership/cevre/1"), term("org:role"), term("kg:member"), FACTS))
    graph = member_commission_graph(own_city, AUTUMN)
    assert graph.edges[kentova("person/can").value, kentova("commission/cevre").value]["role"] == "chair, member"


def test_two_parties_on_one_day_are_both_told(own_city: Store) -> None:
    until = next(own_city.quads_for_pattern(kentova("affiliation/ada/1"), term("kg:validUntil"), None, None))
    own_city.remove(until)
    own_city.add(Quad(until.subject, until.predicate, Literal("2025-12-01", datatype=term("xsd:date")), FACTS))
    assert member_commission_graph(own_city, AUTUMN).nodes[kentova("person/ada").value]["party"] == "DP / GP"


def test_namesakes_stay_two_people(own_city: Store) -> None:
    own_city.remove(next(own_city.quads_for_pattern(kentova("person/nur"), term("foaf:name"), None, None)))
    own_city.add(Quad(kentova("person/nur"), term("foaf:name"), Literal("Can İNCE"), FACTS))
    labels = [label for _, label in member_commission_graph(own_city, AUTUMN).nodes(data="label")]
    assert labels.count("Can İNCE") == 2


def test_people_are_linked_by_the_commissions_that_they_share(city: Store) -> None:
    people = project_on_people(member_commission_graph(city, WINTER))
    label = dict(people.nodes(data="label"))
    links = {frozenset((label[a], label[b])): data for a, b, data in people.edges(data=True)}
    assert {pair: data["commissions"] for pair, data in links.items()} == {
        frozenset(("Ada IŞIK", "Can İNCE")): ["Ulaşım Komisyonu"],
        frozenset(("Can İNCE", "Ece ÖZ")): ["Çevre Komisyonu"],
        frozenset(("Can İNCE", "Nur ÇAĞ")): ["Çevre Komisyonu"],
        frozenset(("Ece ÖZ", "Nur ÇAĞ")): ["Çevre Komisyonu"],
        frozenset(("Can İNCE", "Efe GÜL")): ["Hukuk Komisyonu"],
    }
    assert links[frozenset(("Can İNCE", "Efe GÜL"))]["uncertain"]
    assert "cross_party" not in links[frozenset(("Can İNCE", "Efe GÜL"))], "of Efe no source tells the party"
    assert links[frozenset(("Ada IŞIK", "Can İNCE"))]["cross_party"]


def graph_of(people: int, seated: dict[int, set[int]]) -> nx.Graph:
    graph = nx.Graph(on="2025-01-01")
    for person in range(people):
        graph.add_node(f"p{person}", kind="person", label=f"Person {person}")
    for body, members in seated.items():
        graph.add_node(f"b{body}", kind="commission", label=f"Body {body}")
        graph.add_edges_from((f"p{person}", f"b{body}", {"role": "member", "uncertain": False}) for person in members)
    return graph


MEMBERS = st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 7)), max_size=7)


@given(seated=MEMBERS)
def test_weights_are_what_counting_by_hand_gives(seated: dict[int, set[int]]) -> None:
    projected = project_on_people(graph_of(8, seated))
    assert set(projected) == {f"p{person}" for person in range(8)}
    for one, two in combinations(range(8), 2):
        together = [body for body, members in seated.items() if {one, two} <= members]
        data: dict[str, Any] = projected.get_edge_data(f"p{one}", f"p{two}", {"weight": 0, "commissions": []})
        assert data["weight"] == len(together)
        assert data["commissions"] == sorted(f"Body {body}" for body in together)


@given(seated=MEMBERS)
def test_the_weights_of_a_network_are_the_pairs_of_its_commissions(seated: dict[int, set[int]]) -> None:
    weights = project_on_people(graph_of(8, seated)).size(weight="weight")
    assert weights == sum(len(members) * (len(members) - 1) // 2 for members in seated.values())


def test_the_real_city_sits_on_its_commissions(izmir_store: Store) -> None:
    graph = member_commission_graph(izmir_store, default_date(izmir_store))
    commissions = [node for node, kind in graph.nodes(data="kind") if kind == "commission"]
    assert len(commissions) == 24
    assert all(graph.degree(node) >= 5 for node in commissions)
    assert all(data.get("party") for _, data in graph.nodes(data=True) if data["kind"] == "person")
