"""Steps about texts and about times."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.recipes.column_steps import BadValues
from mlops_desktop.core.recipes.parameter import TEXTS, TIMES, Kind, about
from mlops_desktop.core.recipes.step import Step, listed, wrong

ZONE_HELP = "A time zone such as America/New_York; needed where times are stored in UTC."
_DIRECTIVE = re.compile(r"%(-?.?)", re.DOTALL)
_DIRECTIVES = frozenset([*"YmdHMSybBjfpIaA%", *(f"-{letter}" for letter in "dmyHIMSj")])


class DateOrder(StrEnum):
    """In which order the parts of a date stand."""

    YEAR = "year first"
    DAY = "day first"
    MONTH = "month first"
    PATTERN = "pattern"


class DateResult(StrEnum):
    """What texts become."""

    DATE = "date"
    DATETIME = "datetime"


@dataclass(frozen=True, slots=True)
class ParseDates(Step):
    """Read dates and times from text."""

    kind: ClassVar[str] = "parse_dates"
    title: ClassVar[str] = "Read dates"
    summary: ClassVar[str] = (
        "Reads dates or times from texts (with a pattern also from whole numbers such as "
        "20111231). The order of day and month is stated, never guessed; years have four digits "
        "unless the pattern says otherwise. What does not fit becomes missing and is counted. "
        "With a time zone, times are taken as that zone's clock and stored in UTC."
    )

    columns: tuple[str, ...] = field(
        metadata=about(
            Kind.COLUMNS,
            "Columns",
            "The columns to read.",
            types=(ColumnType.TEXT, ColumnType.INTEGER),
        )
    )
    order: DateOrder = field(
        default=DateOrder.YEAR, metadata=about(Kind.CHOICE, "Order", "How dates are written.")
    )
    pattern: str = field(
        default="",
        metadata=about(
            Kind.TEXT,
            "Pattern",
            "%Y year, %m month, %d day, %H hour, %M minute, %S second: %d.%m.%Y %H:%M.",
            when=("order", (DateOrder.PATTERN.value,)),
        ),
    )
    result: DateResult = field(
        default=DateResult.DATE,
        metadata=about(Kind.CHOICE, "Result", "Dates, or dates with a time."),
    )
    zone: str = field(
        default="",
        metadata=about(
            Kind.TEXT,
            "Time zone",
            "Whose clock the times show; empty: they are kept as written.",
            is_optional=True,
            when=("result", (DateResult.DATETIME.value,)),
        ),
    )
    bad: BadValues = field(
        default=BadValues.MISSING,
        metadata=about(
            Kind.CHOICE, "Values that do not fit", "They become missing, or the recipe stops."
        ),
    )

    def words(self) -> str:
        """Return the step in words."""
        what = "dates" if self.result is DateResult.DATE else "times"
        how = f"as {self.pattern}" if self.order is DateOrder.PATTERN else self.order.value
        zone = f" on the clock of {self.zone}" if self.zone else ""
        return f"Read {what} from {listed(self.columns)}, {how}{zone}"

    def check(self) -> None:
        """Refuse a pattern with unknown letters."""
        if self.order is not DateOrder.PATTERN:
            return
        letters = _DIRECTIVE.findall(self.pattern)
        unknown = next((one for one in letters if one not in _DIRECTIVES), None)
        if unknown is not None:
            raise wrong("Pattern", f"“{self.pattern}” has “%{unknown}”, which is unknown")
        if "%" not in self.pattern:
            raise wrong("Pattern", f"“{self.pattern}” names no part of a date, such as %Y")


class DatePart(StrEnum):
    """What can be taken from a date or time."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    WEEKDAY = "weekday"
    DAY_OF_YEAR = "day of year"
    HOUR = "hour"
    MINUTE = "minute"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class DateParts(Step):
    """Take parts of dates."""

    kind: ClassVar[str] = "date_parts"
    title: ClassVar[str] = "Take parts of a date"
    summary: ClassVar[str] = (
        "Adds a column for each part of a date or time: year, month, weekday (1 Monday to 7 "
        "Sunday), ISO week, hour and so on. Times stored in UTC need a time zone; their parts "
        "are those of that zone's calendar and clock."
    )

    column: str = field(metadata=about(Kind.COLUMN, "Column", "The dates or times.", types=TIMES))
    parts: tuple[DatePart, ...] = field(
        metadata=about(Kind.CHOICES, "Parts", "What to take; each becomes a column.")
    )
    zone: str = field(
        default="", metadata=about(Kind.TEXT, "Time zone", ZONE_HELP, is_optional=True)
    )

    def words(self) -> str:
        """Return the step in words."""
        zone = f" in {self.zone}" if self.zone else ""
        return f"Take {listed([part.value for part in self.parts], 10)} of {self.column}{zone}"


@dataclass(frozen=True, slots=True)
class SplitText(Step):
    """Split a text column into several."""

    kind: ClassVar[str] = "split_text"
    title: ClassVar[str] = "Split a text"
    summary: ClassVar[str] = (
        "Splits texts at a separator into new columns; the last one takes all that is left. "
        "Parts that are not there, or are empty, are missing."
    )

    column: str = field(metadata=about(Kind.COLUMN, "Column", "The texts.", types=TEXTS))
    separator: str = field(metadata=about(Kind.TEXT, "Separator", "The text between the parts."))
    into: tuple[str, ...] = field(
        metadata=about(Kind.NAMES, "New columns", "The names of the parts, in order.")
    )

    def words(self) -> str:
        """Return the step in words."""
        return f"Split {self.column} at “{self.separator}” into {listed(self.into)}"


@dataclass(frozen=True, slots=True)
class JoinTexts(Step):
    """Put several columns into one text."""

    kind: ClassVar[str] = "join_texts"
    title: ClassVar[str] = "Put texts together"
    summary: ClassVar[str] = (
        "Adds a text column with the values of several columns and a separator between them. "
        "Missing values are left out; where all are missing, so is the result."
    )

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "What is put together, in this order.")
    )
    output: str = field(metadata=about(Kind.NAME, "New column", "The column that is added."))
    separator: str = field(
        default=" ",
        metadata=about(Kind.TEXT, "Separator", "The text between two values.", is_optional=True),
    )

    def words(self) -> str:
        """Return the step in words."""
        return f"Put {listed(self.columns)} together as {self.output}"


class Case(StrEnum):
    """Capitals or not."""

    KEEP = "keep"
    LOWER = "lower"
    UPPER = "upper"


class Cleaning(StrEnum):
    """What can be tidied in a text."""

    TRIM = "trim"
    SPACES = "collapse spaces"
    ACCENTS = "remove accents"


@dataclass(frozen=True, slots=True)
class CleanText(Step):
    """Tidy texts."""

    kind: ClassVar[str] = "clean_text"
    title: ClassVar[str] = "Clean texts"
    summary: ClassVar[str] = (
        "Removes spaces at both ends, makes several spaces one, removes accents, changes "
        "capitals. A text of which nothing is left becomes missing and is counted."
    )

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "The texts.", types=TEXTS)
    )
    clean: tuple[Cleaning, ...] = field(
        default=(Cleaning.TRIM,),
        metadata=about(Kind.CHOICES, "Clean", "What to tidy.", is_optional=True),
    )
    case: Case = field(
        default=Case.KEEP, metadata=about(Kind.CHOICE, "Capitals", "How letters are written.")
    )

    def words(self) -> str:
        """Return the step in words."""
        cases = {Case.KEEP: "", Case.LOWER: "small letters", Case.UPPER: "capital letters"}
        done = [*(item.value for item in self.clean), *filter(None, [cases[self.case]])]
        return f"Clean {listed(self.columns)}: {listed(done, 4)}"

    def check(self) -> None:
        """Refuse to do nothing."""
        if not self.clean and self.case is Case.KEEP:
            raise wrong("Clean", "nothing is to be done")
