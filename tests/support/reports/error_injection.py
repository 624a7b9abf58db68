"""Error injection: one error at a time in the tables on money, of a kind that the audit must find."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kentgraf.loaders.tables.classifications import (
    BudgetSummaryRow,
    MoneyInTextRow,
    ResourceMoneyRow,
    ShareOfWholeRow,
)
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow
from kentgraf.loaders.tables.registry import MONEY
from kentgraf.loaders.tables.rows import QuotedRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow, PerformanceMoneyRow

KINDS = ("kurus", "swap", "copy", "lose", "shift")
LEVELS_OF_THE_PLAN = ("activity", "target", "objective", "goal", "area")
LEDGERS = (PerformanceMoneyRow, InstitutionalMoneyRow)
KURUS = Decimal("0.01")


@dataclass(frozen=True)
class InjectedError:
    """An error: its kind, the original row, the changed field, and the tables that hold the error."""

    kind: str
    row: QuotedRow
    field: str | None
    package: TablePackage

    @property
    def line(self) -> int:
        """Return the line of the report that prints the row."""
        assert self.row.line is not None
        return self.row.line

    def __str__(self) -> str:
        value = getattr(self.row, self.field) if self.field else ""
        return f"{self.kind} {type(self.row).table} {self.row.row_key()} {self.field or ''} {value}"


def only_money(package: TablePackage) -> TablePackage:
    """Return the tables that amounts need, without people and indicators."""
    kept = {cls.table for cls in (*MONEY, PlanRow, ActivityRow)}
    return TablePackage(package.meta, {name: rows for name, rows in package.tables.items() if name in kept})


def without_activities(package: TablePackage) -> TablePackage:
    """Return the tables without the rows of the plan, which only errors in LEDGERS need; this halves the work."""
    totals = [row for row in package.rows(PerformanceMoneyRow) if row.level not in LEVELS_OF_THE_PLAN]
    emptied = {PerformanceMoneyRow.table: list(totals), PlanRow.table: [], ActivityRow.table: []}
    return TablePackage(package.meta, {**package.tables, **emptied})


def inject_errors(package: TablePackage, count: int, seed: int) -> Iterator[InjectedError]:
    """Yield `count` errors, of all kinds in all tables in turn, each in its own copy of the tables."""
    chance = random.Random(seed)
    undetectable = {(ShareOfWholeRow, "lose"), (BudgetSummaryRow, "lose")}
    turns = itertools.cycle((row_class, kind) for kind in KINDS for row_class in MONEY)
    for row_class, kind in itertools.islice((turn for turn in turns if turn not in undetectable), count):
        injected = None
        while injected is None:
            injected = _inject(package, row_class, kind, chance)
        yield injected


def _inject(
    package: TablePackage, row_class: type[QuotedRow], kind: str, chance: random.Random
) -> InjectedError | None:
    rows = list(package.rows(row_class))
    at = chance.randrange(len(rows))
    row = rows[at]
    fields = [name for name, info in row_class.model_fields.items() if isinstance(getattr(row, name), Decimal)]
    if not fields:
        return None
    field = None
    if kind == "copy":
        rows.insert(at, row)
    elif kind == "lose":
        if not _is_loss_detectable(row):
            return None
        del rows[at]
    else:
        field = chance.choice(fields)
        value = getattr(row, field)
        changed = _changed(value, kind, chance)
        if changed is None or not _is_compared(package, row, field):
            return None
        rows[at] = row.model_copy(update={field: changed})
    return InjectedError(kind, row, field, TablePackage(package.meta, {**package.tables, row_class.table: list(rows)}))


def _changed(value: Decimal, kind: str, chance: random.Random) -> Decimal | None:
    """Return the value off by a kuruş, with two adjacent digits swapped, or with the decimal point moved; None if unchanged."""
    if kind == "kurus":
        return value + chance.choice((KURUS, -KURUS)) if value else value + KURUS
    digits = format(value, "f")
    if kind == "swap":
        places = [
            at for at in range(len(digits) - 1)
            if digits[at].isdigit() and digits[at + 1].isdigit() and digits[at] != digits[at + 1]
        ]  # fmt: skip
        if not places:
            return None
        at = chance.choice(places)
        return Decimal(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    shifted = value * 10 if chance.random() < 0.5 else (value / 10).quantize(KURUS)
    return shifted if shifted != value else None


def _is_loss_detectable(row: QuotedRow) -> bool:
    """Return whether the loss of the row breaks a sum: not if it holds zeros or percentages only."""
    if isinstance(row, ShareOfWholeRow):
        return False
    amounts = [
        getattr(row, name) for name in type(row).model_fields
        if isinstance(getattr(row, name), Decimal) and not name.startswith("percent")
    ]  # fmt: skip
    if isinstance(row, BudgetSummaryRow):  # restates other tables: only the difference of spending and revenue is a sum
        return False
    if isinstance(row, MoneyInTextRow):
        return row.scheme == "functional"
    return any(amounts)


def _is_compared(package: TablePackage, row: QuotedRow, field: str) -> bool:
    """Return whether a rule compares the field: all but a percentage of zero is part of a sum or printed twice."""
    bases = {
        "percent_of_initial": ("initial", "initial_all"),
        "percent_of_net": ("net", "net_all"),
    }.get(field, ())
    if isinstance(row, ResourceMoneyRow) and bases:
        phase = bases[0]
        whole = next(r for r in package.rows(ResourceMoneyRow) if r.code == row.code and r.phase == phase)
        return bool(whole.all_parts)
    if isinstance(row, MoneyInTextRow | ShareOfWholeRow) or not bases:
        return True
    return any(getattr(row, base, None) for base in bases)
