"""Steps that make another table: aggregates, pivots, joins, unions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from mlops_desktop.core.recipes.parameter import ANY, TIMES, Kind, about
from mlops_desktop.core.recipes.step import Step, listed, wrong
from mlops_desktop.core.recipes.text_steps import ZONE_HELP


class Calendar(StrEnum):
    """Calendar units that rows are put together by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Function(StrEnum):
    """What is computed of a group's values; missing values never count."""

    COUNT = "count"
    COUNT_DISTINCT = "count distinct"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    MIN = "min"
    MAX = "max"
    STD = "std"
    FIRST = "first"
    LAST = "last"


OF_NUMBERS = frozenset({Function.SUM, Function.MEAN, Function.MEDIAN, Function.STD})


@dataclass(frozen=True, slots=True)
class Aggregation:
    """One computed column.

    Attributes:
        function: what is computed.
        column: of which column; empty: of the rows (count only).
        output: the new column; empty: named after function and column.
    """

    function: Function
    column: str = ""
    output: str = ""

    @property
    def name(self) -> str:
        """The new column's name."""
        if self.output:
            return self.output
        what = self.function.value.replace(" ", "_")
        return f"{what}_{self.column}" if self.column else what

    @property
    def words(self) -> str:
        """“the sum of price”, “the number of rows”."""
        if self.function is Function.COUNT_DISTINCT:
            return f"the number of different {self.column}"
        if self.function is Function.COUNT:
            return f"the number of {self.column or 'rows'}"
        names = {Function.MIN: "smallest", Function.MAX: "largest"}
        if self.function in (Function.MIN, Function.MAX, Function.FIRST, Function.LAST):
            return f"the {names.get(self.function, self.function.value)} {self.column}"
        name = {Function.STD: "standard deviation"}.get(self.function, self.function.value)
        return f"the {name} of {self.column}"


@dataclass(frozen=True, slots=True)
class Aggregate(Step):
    """One row for each group."""

    kind: ClassVar[str] = "aggregate"
    title: ClassVar[str] = "Aggregate"
    summary: ClassVar[str] = (
        "Makes one row of each group: equal values of some columns, and the same calendar day, "
        "week (its Monday) or month (its first day) of a time in a stated time zone. Missing "
        "values form a group of their own and come last; inside a group they do not count. "
        "Rows come out in the order of the groups. Std divides by n − 1; first and last follow "
        "the order of the rows."
    )

    results: tuple[Aggregation, ...] = field(
        metadata=about(Kind.AGGREGATIONS, "Results", "What is computed for each group.", types=ANY)
    )
    by: tuple[str, ...] = field(
        default=(),
        metadata=about(
            Kind.COLUMNS, "Groups of", "Columns whose equal values make a group.", is_optional=True
        ),
    )
    time: str = field(
        default="",
        metadata=about(
            Kind.COLUMN,
            "Time",
            "A column of dates or times to take the calendar day, week or month of.",
            types=TIMES,
            is_optional=True,
        ),
    )
    calendar: Calendar = field(
        default=Calendar.DAY,
        metadata=about(Kind.CHOICE, "Calendar", "Days, weeks (Monday first) or months."),
    )
    zone: str = field(
        default="", metadata=about(Kind.TEXT, "Time zone", ZONE_HELP, is_optional=True)
    )

    def words(self) -> str:
        """Return the step in words."""
        groups = [*self.by]
        if self.time:
            zone = f" in {self.zone}" if self.zone else ""
            groups.append(f"calendar {self.calendar.value} of {self.time}{zone}")
        per = f" for each {listed(groups)}" if groups else " for the whole table"
        return "Compute " + listed([item.words for item in self.results]) + per

    def check(self) -> None:
        """Refuse a function of rows other than count."""
        _check_aggregations(self.results)


def _check_aggregations(results: tuple[Aggregation, ...]) -> None:
    for item in results:
        if not item.column and item.function is not Function.COUNT:
            raise wrong("Results", f"{item.function.value} needs a column")


@dataclass(frozen=True, slots=True)
class Pivot(Step):
    """Turn the values of a column into columns."""

    kind: ClassVar[str] = "pivot"
    title: ClassVar[str] = "Pivot"
    summary: ClassVar[str] = (
        "Makes one row of each group and one column of each value of a column (in the order of "
        "the values; or of those you name), filled with an aggregate of a third. Rows whose "
        "value is not named are left out of the results."
    )

    by: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Rows", "Columns whose equal values make a row.")
    )
    names: str = field(
        metadata=about(Kind.COLUMN, "Columns from", "The column whose values become columns.")
    )
    values: str = field(metadata=about(Kind.COLUMN, "Values", "The column that fills them."))
    function: Function = field(
        default=Function.SUM,
        metadata=about(Kind.CHOICE, "Computed as", "What is computed of several values."),
    )
    only: tuple[str, ...] = field(
        default=(),
        metadata=about(
            Kind.TEXTS,
            "Only",
            "The values that become columns, in this order; none: all that are found.",
            is_optional=True,
        ),
    )

    def words(self) -> str:
        """Return the step in words."""
        what = Aggregation(self.function, self.values).words
        return f"Pivot: {what} for each {listed(self.by)}, one column for each {self.names}"


@dataclass(frozen=True, slots=True)
class Unpivot(Step):
    """Turn columns into rows."""

    kind: ClassVar[str] = "unpivot"
    title: ClassVar[str] = "Unpivot"
    summary: ClassVar[str] = (
        "Makes a row of each value of some columns: one new column holds the old column's name, "
        "another the value. Values of different types become text. The other columns repeat."
    )

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "The columns that become rows.")
    )
    name: str = field(
        default="name", metadata=about(Kind.NAME, "Name column", "Holds the old column's name.")
    )
    value: str = field(
        default="value", metadata=about(Kind.NAME, "Value column", "Holds the value.")
    )

    def words(self) -> str:
        """Return the step in words."""
        return f"Turn {listed(self.columns)} into rows of {self.name} and {self.value}"


class JoinKind(StrEnum):
    """Which rows come out of a join."""

    INNER = "inner"
    LEFT = "left"
    ANTI = "anti"


class FanOut(StrEnum):
    """What happens when a row matches several."""

    REFUSE = "refuse"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True)
class Join(Step):
    """Add the columns of another table."""

    kind: ClassVar[str] = "join"
    title: ClassVar[str] = "Join"
    summary: ClassVar[str] = (
        "Adds the columns of another table to the rows with equal keys: only rows that match "
        "(inner), all rows (left), or only rows without a match and no columns (anti). Missing "
        "keys match nothing. If a row matches several, the recipe stops, unless you allow it to "
        "become several rows, in the order of the other table."
    )
    later: ClassVar[tuple[str, ...]] = ("most_rows",)

    table: str = field(metadata=about(Kind.DATASET, "Table", "The other table."))
    keys: tuple[tuple[str, str], ...] = field(
        metadata=about(
            Kind.MAPPING, "Keys", "A column here and the equal one of the other table.", types=ANY
        )
    )
    how: JoinKind = field(
        default=JoinKind.LEFT, metadata=about(Kind.CHOICE, "Rows", "Which rows come out.")
    )
    columns: tuple[str, ...] = field(
        default=(),
        metadata=about(
            Kind.TEXTS,
            "Columns to add",
            "Columns of the other table; none named: all but its keys.",
            is_optional=True,
            when=("how", (JoinKind.INNER.value, JoinKind.LEFT.value)),
        ),
    )
    suffix: str = field(
        default="",
        metadata=about(
            Kind.TEXT,
            "Suffix",
            "Added to the names of columns that both tables have.",
            is_optional=True,
            when=("how", (JoinKind.INNER.value, JoinKind.LEFT.value)),
        ),
    )
    fan_out: FanOut = field(
        default=FanOut.REFUSE,
        metadata=about(
            Kind.CHOICE,
            "Several matches",
            "Stop, or let a row become several.",
            when=("how", (JoinKind.INNER.value, JoinKind.LEFT.value)),
        ),
    )
    most_rows: float | None = field(
        default=None,
        metadata=about(
            Kind.NUMBER,
            "Most rows",
            "The recipe stops before it makes more rows; none: 10,000,000, or ten times the rows "
            "of the longer table.",
            is_optional=True,
            low=1,
            when=("fan_out", (FanOut.ALLOW.value,)),
        ),
    )

    def words(self) -> str:
        """Return the step in words."""
        on = listed([a if a == b else f"{a} = {b}" for a, b in self.keys])
        if self.how is JoinKind.ANTI:
            return f"Keep rows without a match in {self.table} by {on}"
        rows = " and keep only rows that match" if self.how is JoinKind.INNER else ""
        what = listed(self.columns) if self.columns else "the columns"
        return f"Add {what} of {self.table} by {on}{rows}"

    def tables(self) -> tuple[str, ...]:
        """Return the other table's name."""
        return (self.table,)


class OtherColumns(StrEnum):
    """What happens when two tables do not have the same columns."""

    REFUSE = "refuse"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Union(Step):
    """Add the rows of another table."""

    kind: ClassVar[str] = "union"
    title: ClassVar[str] = "Add rows"
    summary: ClassVar[str] = (
        "Adds the rows of another table below, columns matched by name; types must be the same. "
        "Columns that only one has are refused, or are missing where they are not."
    )

    table: str = field(metadata=about(Kind.DATASET, "Table", "The other table."))
    other_columns: OtherColumns = field(
        default=OtherColumns.REFUSE,
        metadata=about(
            Kind.CHOICE, "Other columns", "What happens to columns that only one table has."
        ),
    )

    def words(self) -> str:
        """Return the step in words."""
        return f"Add the rows of {self.table}"

    def tables(self) -> tuple[str, ...]:
        """Return the other table's name."""
        return (self.table,)
