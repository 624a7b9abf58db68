"""A fault in the invented city of `tests/shapes/city.ttl`, and the updates by which it is made."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """A change of the city, the rule that it breaks, the focus node, and further rules that it breaks."""

    rule: str
    focus: str
    update: str
    also: frozenset[str] = field(default_factory=frozenset)


def without(thing: str, *properties: str) -> str:
    return " ;\n".join(f"DELETE WHERE {{ <{thing}> {name} ?any }}" for name in properties)


def having(text: str) -> str:
    return f"INSERT DATA {{ {text} }}"


def changed(thing: str, name: str, value: str) -> str:
    return f"{without(thing, name)} ;\n{having(f'<{thing}> {name} {value}')}"


def copied(thing: str, copy: str) -> str:
    return f"INSERT {{ <{copy}> ?name ?value }} WHERE {{ <{thing}> ?name ?value }}"


def amount(name: str, kind: str, about: str, value: str) -> str:
    """Return an amount of the initial budget, a phase in which the city has no others."""
    return (
        f"<{name}> a {kind} ; kg:about {about} ; kg:year 2025 ; kg:phase kg:initialBudget ; kg:fund kg:allFunds ; "
        f"kg:amount {value} ; kg:currency <TRY> ; prov:wasQuotedFrom <{LINE}40> ; kg:line 40 ; kg:printed '{value}' ."
    )


def nothing(unit: str, phase: str) -> str:
    """Return a printed zero for a department in a phase in which the city has no others."""
    return (
        f"<{AMOUNT}{unit}-{phase}> a kg:BudgetLine ; kg:about <ornek/unit/{unit}> ; kg:year 2025 ; kg:phase kg:{phase} ; "
        f"kg:fund kg:allFunds ; kg:amount 0.00 ; kg:currency <TRY> ; prov:wasQuotedFrom <{LINE}40> ; kg:line 40 ; kg:printed '0,00' . "
    )


SEAT, PLACE, AMOUNT, LINE = "ornek/seat/", "ornek/membership/", "ornek/amount/", "source/ornek-2025#line=L"
RESULT, INDICATOR = "ornek/result/1.1.1-1", "ornek/indicator/1.1.1-1"
SECOND_TARGET = (
    "<ornek/target/1.1.2> a kg:PerformanceTarget ; skos:notation '1.1.2' ; skos:prefLabel 'Başka'@tr ; "
    "kg:partOf <ornek/objective/1.1> ."
)
SPENT = AMOUNT + "10-spent-all"
TARGET = "ornek/target/1.1.1"
SPENT_ON_TARGET = (
    f"<{AMOUNT}target-spent> a kg:StatedTotal ; kg:about <{TARGET}> ; kg:year 2025 ; kg:phase kg:spent ; kg:fund kg:allFunds ; "
    f"kg:amount %s ; kg:currency <TRY> ; prov:wasQuotedFrom <{LINE}40> ; kg:line 40 ; kg:printed 'x' ."
)


def fault(rule: str, focus: str, *updates: str, also: str = "") -> Fault:
    return Fault(rule, focus, " ;\n".join(updates), frozenset(also.split()))
