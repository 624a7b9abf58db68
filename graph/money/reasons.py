"""The reasons for grades of evidence, and hints, as sentences in Turkish and English.

The texts are in `reasons.toml`; amounts in them are in TL, in the notation of the language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

from kentgraf.graph.money.evidence import Analysis, Assessment
from kentgraf.graph.money.excesses import Excess
from kentgraf.graph.money.hints import Hint
from kentgraf.graph.money.ledgers import TransferGroup
from kentgraf.ontology.numbers import format_money

LANGUAGES: Final = ("tr", "en")
_MAX_CODES: Final = 12


Value = Decimal | str | tuple[str, ...]
"""An amount in TL, a name or code, or several names or codes."""


@dataclass(frozen=True)
class Reason:
    """One sentence: the key of its text, and the values in it (amounts in TL, names, codes, or lists of them)."""

    kind: str
    values: Mapping[str, Value]

    def text(self, language: str, notation: str | None = None) -> str:
        """Return the sentence in `tr` or `en`, with amounts in the notation of that or another language."""
        filled = {name: _format(name, value, notation or language) for name, value in self.values.items()}
        return _texts()[self.kind][language].format_map(filled)


def reasons_of_activity(
    activity: str, department: str | None, assessment: Assessment, analysis: Analysis
) -> Iterator[Reason]:
    """Yield the reasons for the grade of an activity at a department (IRIs)."""
    amount = analysis.ledgers.amount(activity)
    if department is None:
        yield Reason("unlabelled", {})
    elif not amount:
        yield Reason("blank" if amount is None else "zero", {})
    else:
        yield from _reasons(activity, department, amount, assessment, analysis)


def _reasons(
    activity: str, department: str, amount: Decimal, assessment: Assessment, analysis: Analysis
) -> Iterator[Reason]:
    closure, excess = assessment.closure, assessment.excess
    names, named = _Names(analysis), [one.iri for one in analysis.ledgers.named[activity]]
    if assessment.evidence == "contradicted":
        most = analysis.in_tl(analysis.reconciliation.contradicted[activity])
        yield Reason("contradicted", {"amount": amount, "ledger": most, "departments": names.of(named)})
    elif closure is not None and closure.how == "alone":
        values: dict[str, Value] = {"department": names.one(department), "ledger": analysis.in_tl(closure.total)}
        codes = names.codes(closure.activities)
        yield Reason("proven_one" if len(codes) == 1 else "proven", {**values, "codes": codes})
        yield from _set_aside(department, analysis)
    elif closure is not None:
        total, codes = analysis.in_tl(closure.total), names.codes(closure.activities)
        yield Reason("jointly", {"departments": names.of(closure.departments), "ledger": total, "codes": codes})
        if not assessment.is_named:
            yield Reason("jointly_unnamed", {"department": names.one(department)})
    elif excess is not None:
        yield from describe_excess(excess, analysis)
    elif assessment.evidence == "labelled":
        yield _labelled(department, analysis)
        yield from _set_aside(department, analysis)
    elif assessment.evidence == "shared":
        possible = analysis.possible(activity)
        yield Reason("shared", {"departments": names.of(possible)})
        full = [one for one in possible if analysis.excesses_of(one)]
        if full:
            yield Reason(f"shared_beside_excess{'' if len(full) == 1 else 'es'}", {"full": names.of(full)})
        else:
            yield Reason("shared_tightest", {})
        if assessment.competing:
            yield Reason("shared_with", {"codes": names.codes(assessment.competing)})
    if assessment.excluded:
        yield Reason("implied", {"excluded": names.of(assessment.excluded)})


def _labelled(department: str, analysis: Analysis) -> Reason:
    name, ledger = _Names(analysis).one(department), analysis.ledgers.ledger(department)
    if ledger is None:
        return Reason("labelled_without_total", {"department": name})
    own = analysis.sole_total(department)
    if own == ledger:
        return Reason("labelled_beside_refunds", {"department": name, "ledger": ledger})
    return Reason("labelled", {"department": name, "ledger": ledger, "own": own})


def _set_aside(department: str, analysis: Analysis) -> Iterator[Reason]:
    """Yield what is said of activities that name the department alone and are larger than all that it can have spent."""
    found = analysis.reconciliation
    aside = [activity for activity in found.contradicted if found.named[activity] == {department}]
    if aside:
        yield Reason("set_aside", {"codes": _Names(analysis).codes(aside)})


def describe_excess(excess: Excess, analysis: Analysis) -> Iterator[Reason]:
    """Yield what is said once of the departments whose ledgers can't hold what only they can have paid."""
    names, found = _Names(analysis), analysis.reconciliation
    departments = names.of(excess.departments)
    if not excess.capacity and excess.departments <= found.closures.keys():
        yield Reason("unplaced", {"departments": departments})
        return
    values: dict[str, Value] = {
        "total": analysis.in_tl(excess.total),
        "ledger": analysis.in_tl(excess.capacity),
        "excess": analysis.in_tl(excess.amount),
    }
    if len(departments) > 1:
        yield Reason("excess_of_group", {"departments": departments, **values})
    else:
        named_alone = all(len(found.named[activity]) == 1 for activity in excess.activities)
        yield Reason("excess" if named_alone else "excess_of_one", {"department": departments[0], **values})
    shared = [a for a, several in found.divisions.candidates.items() if not excess.departments.isdisjoint(several)]
    if shared:
        yield Reason("excess_beside_shared", {"codes": names.codes(shared)})


def describe_hint(hint: Hint, analysis: Analysis) -> Reason:
    """Return what would close a department's ledger."""
    names = _Names(analysis)
    departments, codes = names.of(hint.departments), names.codes(hint.whole)
    values: dict[str, Value] = {"ledger": analysis.in_tl(hint.total), "codes": codes}
    if hint.kind == "spending":
        return Reason("hint_spending", {**values, "departments": departments})
    values["department"] = departments[0]
    if hint.kind == "transfers":
        return Reason(f"hint_transfers{'_with' if codes else '_none' if hint.shares else ''}", values)
    if hint.moved is None:
        return Reason("hint_whole" if codes else "hint_none", values)
    ledgers = analysis.ledgers
    values |= {"moved": ledgers.codes[hint.moved], "named": names.of(one.iri for one in ledgers.named[hint.moved])}
    return Reason(f"hint_{'gained' if hint.gained else 'lost'}{'_with' if codes else ''}", values)


def reasons_of_transfers(group: TransferGroup, department: str, counted: bool, analysis: Analysis) -> Iterator[Reason]:
    """Yield the reasons for the grade of a group of transfers at one of its payers; `counted` if it is part of a sum."""
    names, ledgers = _Names(analysis), analysis.ledgers
    if len(group.payers) > 1:
        yield Reason("printed_shared", {"departments": names.of(group.payers)})
        return
    yield Reason("printed", {"department": names.one(department)})
    total, values = ledgers.amount(department), {"department": names.one(department)}
    if not counted and total is None:
        yield Reason("transfers_without_total", values)
    elif not counted and total is not None:
        amounts = {"transfers": ledgers.own_transfers(department), "total": total}
        yield Reason(
            "transfers_beyond_total" if amounts["transfers"] > 0 else "transfers_below_zero", {**values, **amounts}
        )


@dataclass(frozen=True)
class _Names:
    """What departments and activities are called in sentences."""

    analysis: Analysis

    def one(self, department: str) -> str:
        return self.analysis.ledgers.departments[department].name

    def of(self, departments: Iterable[str]) -> tuple[str, ...]:
        known = self.analysis.ledgers.departments
        return tuple(known[iri].name for iri in sorted(departments, key=lambda iri: known[iri].code))

    def codes(self, activities: Iterable[str]) -> tuple[str, ...]:
        codes = (self.analysis.ledgers.codes[activity] for activity in activities)
        return tuple(sorted(codes, key=lambda code: (len(code), code)))


def _format(name: str, value: Value, language: str) -> str:
    if isinstance(value, Decimal):
        return format_money(value, language)
    if isinstance(value, str):
        return value
    if name == "codes":
        further = len(value) - _MAX_CODES
        return ", ".join([*value[:_MAX_CODES], *(["…"] if further > 0 else [])])
    return "; ".join(value)


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("kentgraf.graph.money").joinpath("reasons.toml").read_text(encoding="utf-8"))
