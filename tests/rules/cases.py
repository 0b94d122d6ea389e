"""For every kind of rule: tables on which it passes, fails and cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from recipes.bench import Table, table

from mlops_desktop.core.dataset import ColumnType
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

PASSED, FAILED, UNKNOWN = RuleStatus.PASSED, RuleStatus.FAILED, RuleStatus.UNKNOWN


@dataclass(frozen=True)
class Case:
    """A rule, a table, and what it must say; ``rows`` are the failing ones."""

    rule: Rule
    given: Table
    status: RuleStatus
    rows: tuple[int, ...] | None = ()
    previous: Table | None = None


def n(*values: object, kind: str = "number") -> Table:
    return table(f"x:{kind}", *((value,) for value in values))


def t(*values: object) -> Table:
    return n(*values, kind="text")


def pairs(*rows: tuple[object, ...]) -> Table:
    return table("a:integer, b:text", *rows)


_DAYS = n(date(2013, 5, 1), None, date(2013, 5, 8), kind="date")
_MANY_TEXTS = ("o'south", "\x1f", "", *(f"v{at}" for at in range(5000)))
_MANY_DAYS = tuple((date(2013, 5, 2) + timedelta(days=at)).isoformat() for at in range(2000))
_SIX = n(datetime(2013, 5, 9, 6), kind="datetime")  # noqa: DTZ001 - as a table holds it
_LAST = n(date(2013, 5, 31), date(2013, 6, 1), kind="date")
_EVENING = n(
    datetime(2013, 5, 31, 23, 59),  # noqa: DTZ001
    datetime(2013, 6, 1),  # noqa: DTZ001
    kind="datetime",
)
_BIG = 2**53

CASES = (
    Case(HasType("x", ColumnType.INTEGER), n(1, None, kind="integer"), PASSED, None),
    Case(HasType("x", ColumnType.NUMBER), n(1, kind="integer"), PASSED, None),
    Case(HasType("x", ColumnType.INTEGER), n(1.0), FAILED, None),
    Case(HasType("x", ColumnType.INTEGER), t("1", "n/a", None, "2x"), FAILED, (1, 3)),
    Case(HasType("x", ColumnType.DATE), t(None, None), UNKNOWN, None),
    Case(HasType("y", ColumnType.DATE), t("1"), FAILED, None),
    Case(Required("x"), n(1.0, 2.0), PASSED),
    Case(Required("x"), n(1.0, None, None), FAILED, (1, 2)),
    Case(MissingShare("x", 25), n(1.0, 2.0, 3.0, None), PASSED),
    Case(MissingShare("x", 24.9), n(1.0, 2.0, 3.0, None), FAILED, (3,)),
    Case(Range("x", 0, 5), n(0.0, 5.0, None), PASSED),
    Case(Range("x", 0, 5), n(-0.5, 2.0, 5.000001), FAILED, (0, 2)),
    Case(Range("x", low=0.5), n(0, 1, kind="integer"), FAILED, (0,)),
    Case(Range("x", high=_BIG), n(_BIG, _BIG + 1, kind="integer"), FAILED, (1,)),
    Case(Range("x", high=10**40), n(_BIG, -_BIG, kind="integer"), PASSED),
    Case(Range("x", high="2013-05-31"), _LAST, FAILED, (1,)),
    Case(Range("x", high="2013-05-31"), _EVENING, FAILED, (1,)),
    Case(Range("x", "2013-06-01T00:00", None), _EVENING, FAILED, (0,)),
    Case(Range("x", 0, 5), _DAYS, FAILED, None),
    Case(Range("x", 0, 5), t("3"), FAILED, None),
    Case(Allowed("x", ("north", "o'south")), t("north", None, "o'south"), PASSED),
    Case(Allowed("x", ("north",)), t("North", "north", " north"), FAILED, (0, 2)),
    Case(Allowed("x", (1, "2", 3.0, "x")), n(1, 2, 3, 4, kind="integer"), FAILED, (3,)),
    Case(Allowed("x", (True,)), n(True, False, None, kind="boolean"), FAILED, (1,)),
    Case(Allowed("x", ("2013-05-01", "2013-05-08")), _DAYS, PASSED),
    Case(Allowed("x", _MANY_TEXTS), t("v0", "v4999", "v5000", None, "V1"), FAILED, (2, 4)),
    Case(Allowed("x", tuple(range(5000))), n(0, 4999, 5000, None, kind="integer"), FAILED, (2,)),
    Case(Allowed("x", tuple(at / 4 for at in range(5000))), n(0.25, 0.3, None), FAILED, (1,)),
    Case(Allowed("x", _MANY_DAYS), _DAYS, FAILED, (0,)),
    Case(Allowed("x", ("no number",)), n(1.0, None), FAILED, (0,)),
    Case(Pattern("x", "[A-Z]{2}[0-9]+|'"), t("AB1", "'", None), PASSED),
    Case(Pattern("x", "[A-Z]|b"), t("A", "Ab", "b", "", "A\n"), FAILED, (1, 3, 4)),
    Case(Unique(("a",)), pairs((1, "x"), (None, "x"), (None, "x")), PASSED),
    Case(Unique(("a",)), pairs((1, "x"), (2, "x"), (1, "y")), FAILED, (0, 2)),
    Case(Unique(("a", "b")), pairs((1, "x"), (1, "y"), (1, None), (1, None)), PASSED),
    Case(Unique(("a", "b")), pairs((1, "x"), (1, "y"), (1, "x"), (1, "x")), FAILED, (0, 2, 3)),
    Case(Expression("a > 0 and b != 'z'"), pairs((1, "x"), (None, "x")), PASSED),
    Case(Expression("a > 0 and b != 'z'"), pairs((1, "x"), (0, "x"), (None, "z")), FAILED, (1, 2)),
    Case(Expression("a > 0"), pairs((None, "x")), UNKNOWN),
    Case(Expression("gone > 0"), pairs((1, "x")), FAILED, None),
    Case(Freshness("x", 2), _DAYS, PASSED, None),
    Case(Freshness("x", 1), _DAYS, FAILED, None),
    Case(Freshness("x", 1.25), _SIX, PASSED, None),
    Case(Freshness("x", 1.2), _SIX, FAILED, None),
    Case(Freshness("x", 1), n(None, kind="date"), UNKNOWN, None),
    Case(RowCountChange(50), n(1.0, 1.0, 1.0), PASSED, None, n(1.0, 1.0)),
    Case(RowCountChange(49), n(1.0, 1.0, 1.0), FAILED, None, n(1.0, 1.0)),
    Case(RowCountChange(50), n(1.0), UNKNOWN, None),
    Case(RowCountChange(50), n(1.0), UNKNOWN, None, n()),
    Case(SumChange("x", 10), n(-11.0, None), PASSED, None, n(-10.0)),
    Case(SumChange("x", 10), n(-12.0), FAILED, None, n(-10, kind="integer")),
    Case(SumChange("x", 10), n(1.0), UNKNOWN, None, n(0.0)),
    Case(SumChange("x", 10), n(1.0), UNKNOWN, None, t("1")),
    Case(SumChange("x", 10), n(1.0), UNKNOWN, None),
)


def name_of(case: Case) -> str:
    return f"{case.rule.kind}-{case.status.name.lower()}"
