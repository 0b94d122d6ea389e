"""How each kind of rule is checked: what is counted in one pass, and what that says."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import singledispatch
from typing import Any

from mlops_desktop.core.dataset import Column, ColumnType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions import check_condition, parse, quoted
from mlops_desktop.core.recipes.checking import TYPE_WORDS
from mlops_desktop.core.recipes.step import listed
from mlops_desktop.core.rules.column_rules import (
    Allowed,
    HasType,
    MissingShare,
    Pattern,
    Range,
    Required,
)
from mlops_desktop.core.rules.outcome import RuleStatus
from mlops_desktop.core.rules.rule import Rule
from mlops_desktop.core.rules.table_rules import (
    Expression,
    Freshness,
    RowCountChange,
    SumChange,
    Unique,
)
from mlops_desktop.core.wording import counted
from mlops_desktop.data.expressions import to_sql
from mlops_desktop.data.forms import SQL_TYPES
from mlops_desktop.data.rules.values import not_among, outside

PASSED, FAILED, UNKNOWN = RuleStatus.PASSED, RuleStatus.FAILED, RuleStatus.UNKNOWN


@dataclass(frozen=True, slots=True)
class Judged:
    """What the counts say; ``failing`` is None for what is not about rows."""

    status: RuleStatus
    detail: str
    failing: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted.

    Attributes:
        values: of the plan's measures, in order; of a key, how many rows share theirs.
        rows: rows of the table.
        before: the previous version's values of ``Plan.before``; None where there is none.
        rows_before: its rows.
    """

    values: Sequence[Any]
    rows: int
    moment: datetime
    before: Sequence[Any] | None = None
    rows_before: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """How a rule is checked on a table with columns c0, c1, ….

    Attributes:
        judge: says what the counts mean.
        measures: aggregates over the table.
        failing: condition of the rows that fail, "" when it is not about rows.
        key: columns in which rows must differ.
        before: (name of a column, aggregate in which ``{}`` stands for it) over the previous
            version.
        compares: whether it looks at the previous version.
    """

    judge: Callable[[Facts], Judged]
    measures: tuple[str, ...] = ()
    failing: str = ""
    key: tuple[str, ...] = ()
    before: tuple[str, str] | None = None
    compares: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The table's columns by name, and their identifiers."""

    columns: tuple[Column, ...]

    def name(self, column: str) -> str:
        """Return a column's identifier."""
        return f"c{[item.name for item in self.columns].index(column)}"

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(item for item in self.columns if item.name == name)


def plan_for(rule: Rule, columns: Sequence[Column]) -> Plan:
    """Return how a rule is checked; one that the columns no longer fit has failed already."""
    shape = Shape(tuple(columns))
    present = {column.name for column in columns}
    gone = [name for name in rule.named() if name not in present]
    if gone:
        noun = "is no column" if len(gone) == 1 else "are no columns"
        return _said(FAILED, f"There {noun} {listed([f'“{name}”' for name in gone])}.")
    for name in rule.named():
        found = shape.column(name).type
        if rule.types and found not in rule.types:
            wanted = " or ".join(dict.fromkeys(TYPE_WORDS[kind] for kind in rule.types))
            return _said(FAILED, f"“{name}” holds {TYPE_WORDS[found]}, not {wanted}.")
    return plan(rule, shape)


def _said(status: RuleStatus, detail: str) -> Plan:
    return Plan(lambda _facts: Judged(status, detail))


def _rows(failing: str, none: str, some: str, unknown: str = "") -> Plan:
    """Return the plan of a condition on rows.

    Args:
        none, some: what is said when no row, or some rows fail; ``some`` follows their number.
        unknown: condition of rows for which it cannot be told.
    """

    def judge(facts: Facts) -> Judged:
        count = int(facts.values[0])
        aside = int(facts.values[1]) if unknown else 0
        note = f" In {counted(aside, 'row')} it cannot be told." if aside else ""
        if count:
            return Judged(FAILED, f"{count:,} of {counted(facts.rows, 'row')} {some}.{note}", count)
        if aside and aside == facts.rows:
            return Judged(UNKNOWN, "In no row can it be told: values are missing.", 0)
        return Judged(PASSED, f"{none}.{note}", 0)

    measures = [f"count(*) FILTER (WHERE {failing})"]
    measures += [f"count(*) FILTER (WHERE {unknown})"] if unknown else []
    return Plan(judge, tuple(measures), failing)


@singledispatch
def plan(rule: object, _shape: Shape) -> Plan:
    """Return the plan of a rule whose columns are there and of its types."""
    raise TypeError(f"no plan for {type(rule).__name__}")


@plan.register
def _type(rule: HasType, shape: Shape) -> Plan:
    found, name = shape.column(rule.column).type, shape.name(rule.column)
    held = f"“{rule.column}” holds {TYPE_WORDS[found]}."
    if found is rule.type or (found, rule.type) == (ColumnType.INTEGER, ColumnType.NUMBER):
        return _said(PASSED, held)
    unread = f"TRY_CAST({name} AS {SQL_TYPES[rule.type]}) IS NULL AND {name} IS NOT NULL"
    is_text = found is ColumnType.TEXT

    def judge(facts: Facts) -> Judged:
        if not facts.values[0]:
            return Judged(UNKNOWN, f"“{rule.column}” has no values, so its type says nothing.")
        if not is_text:
            return Judged(FAILED, held)
        count = int(facts.values[1])
        return Judged(FAILED, f"{held} {counted(count, 'row')} cannot be read otherwise.", count)

    measures = (f"count({name})", *([f"count(*) FILTER (WHERE {unread})"] if is_text else []))
    return Plan(judge, measures, unread if is_text else "")


@plan.register
def _required(rule: Required, shape: Shape) -> Plan:
    failing = f"{shape.name(rule.column)} IS NULL"
    return _rows(failing, "Every row has a value", "have no value")


@plan.register
def _missing_share(rule: MissingShare, shape: Shape) -> Plan:
    missing = f"{shape.name(rule.column)} IS NULL"

    def judge(facts: Facts) -> Judged:
        count = int(facts.values[0])
        share = 100 * count / facts.rows if facts.rows else 0.0
        is_much = count * 100 > rule.percent * facts.rows
        detail = f"{count:,} of {counted(facts.rows, 'row')} ({share:.4g} %) have no value."
        return Judged(FAILED if is_much else PASSED, detail, count if is_much else 0)

    return Plan(judge, (f"count(*) FILTER (WHERE {missing})",), missing)


@plan.register
def _range(rule: Range, shape: Shape) -> Plan:
    column = shape.column(rule.column)
    failing = outside(shape.name(rule.column), column, rule.low, rule.high)
    if not failing:
        held = f"“{rule.column}” holds {TYPE_WORDS[column.type]}"
        return _said(FAILED, f"{held}, the bounds are of another type.")
    return _rows(failing, "No value lies outside", "lie outside")


@plan.register
def _allowed(rule: Allowed, shape: Shape) -> Plan:
    failing = not_among(shape.name(rule.column), shape.column(rule.column), rule.values)
    return _rows(failing, "There are no other values", "have another value")


@plan.register
def _pattern(rule: Pattern, shape: Shape) -> Plan:
    pattern = f"^(?:{rule.pattern})$".replace("'", "''")
    found = _condition(f"{quoted(rule.column)} matches '{pattern}'", shape)
    if isinstance(found, Plan):
        return found
    return _rows(f"({found}) IS FALSE", "Every text has the form", "have another form")


@plan.register
def _expression(rule: Expression, shape: Shape) -> Plan:
    found = _condition(rule.condition, shape)
    if isinstance(found, Plan):
        return found
    return _rows(
        f"({found}) IS FALSE", "It is false in no row", "do not fulfil it", f"({found}) IS NULL"
    )


def _condition(text: str, shape: Shape) -> str | Plan:
    """Return a condition's SQL, or the plan of one that does not fit the columns."""
    names = {column.name: f"c{at}" for at, column in enumerate(shape.columns)}
    try:
        return to_sql(check_condition(parse(text), shape.columns), names)
    except UserError as error:
        return _said(FAILED, error.message.strip())


@plan.register
def _unique(rule: Unique, shape: Shape) -> Plan:
    key = tuple(shape.name(name) for name in rule.columns)
    present = " AND ".join(f"{name} IS NOT NULL" for name in key)
    listed_key = ", ".join(key)
    # The table stands where {table} is: the rows are found by looking at it twice.
    shared = (
        f"({listed_key}) IN (SELECT ({listed_key}) FROM {{table}} WHERE {present}"
        f" GROUP BY {listed_key} HAVING count(*) > 1)"
    )

    def judge(facts: Facts) -> Judged:
        count = int(facts.values[0])
        if count:
            some = "share their values with another row"
            return Judged(FAILED, f"{count:,} of {counted(facts.rows, 'row')} {some}.", count)
        return Judged(PASSED, "No two rows are equal.", 0)

    return Plan(judge, failing=shared, key=key)


@plan.register
def _freshness(rule: Freshness, shape: Shape) -> Plan:
    is_day = shape.column(rule.column).type is ColumnType.DATE

    def judge(facts: Facts) -> Judged:
        newest: Any = facts.values[0]
        if newest is None:
            return Judged(UNKNOWN, f"“{rule.column}” has no values.")
        now = facts.moment.astimezone(UTC)
        if is_day:
            age = float((now.date() - newest).days)
        else:
            age = (now.replace(tzinfo=None) - newest).total_seconds() / 86_400
        told = newest.isoformat() if is_day else f"{newest:%Y-%m-%d %H:%M}"
        days = f"{abs(age):,.3g} day{'' if abs(age) == 1 else 's'}"
        when = f"{days} {'after' if age < 0 else 'before'} the import of {now:%Y-%m-%d}"
        return Judged(PASSED if age <= rule.days else FAILED, f"The newest is {told}, {when}.")

    name = shape.name(rule.column)
    # An engine's date may be infinite or beyond what Python can hold: then there is none.
    kind = "DATE" if is_day else "TIMESTAMP"
    held = f"{name} BETWEEN {kind} '0001-01-01' AND {kind} '9999-12-31'"
    return Plan(judge, (f"max({name}) FILTER (WHERE {held})",))


@plan.register
def _row_count(rule: RowCountChange, _shape: Shape) -> Plan:
    def judge(facts: Facts) -> Judged:
        if facts.before is None:
            return Judged(UNKNOWN, "There is no previous version.")
        return _changed(facts.rows, facts.rows_before, rule.percent, "rows")

    return Plan(judge, compares=True)


@plan.register
def _sum(rule: SumChange, shape: Shape) -> Plan:
    total = "sum({})" if shape.column(rule.column).type is ColumnType.INTEGER else "fsum({})"

    def judge(facts: Facts) -> Judged:
        if facts.before is None:
            return Judged(UNKNOWN, "There is no previous version.")
        if not facts.before:
            return Judged(UNKNOWN, f"The previous version has no numbers in “{rule.column}”.")
        return _changed(facts.values[0] or 0, facts.before[0] or 0, rule.percent, "the sum")

    name = shape.name(rule.column)
    return Plan(judge, (total.format(name),), before=(rule.column, "fsum({})"), compares=True)


def _changed(now: float, before: float, most: float, what: str) -> Judged:
    if not math.isfinite(now) or not math.isfinite(before):
        return Judged(UNKNOWN, f"{what.capitalize()}: too large to be compared.")
    told = f"{what.capitalize()}: {before:,.15g} before, {now:,.15g} now"
    if not before:
        status = UNKNOWN if now else PASSED
        return Judged(status, f"{told}{'; no share of nothing can be told' if now else ''}.")
    share = 100 * (now - before) / abs(before)
    is_much = abs(now - before) * 100 > most * abs(before)
    change = f"{share:+.4g}".replace("-", "−")
    return Judged(FAILED if is_much else PASSED, f"{told} ({change} %).")
