"""What a function takes and gives, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mlops_desktop.core.dataset import ColumnType

_I, _N, _B = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN
_D, _DT, _T = ColumnType.DATE, ColumnType.DATETIME, ColumnType.TEXT

ANY = (_I, _N, _B, _D, _DT, _T)
NUMERIC = (_I, _N)
TEMPORAL = (_D, _DT)
ORDERED = (_I, _N, _D, _DT, _T)

DAY_UNITS = ("days", "weeks", "months", "years")
TIME_UNITS = ("hours", "minutes", "seconds")
DAY_STARTS = ("day", "week", "month", "quarter", "year")
TIME_STARTS = ("hour", "minute")


class Plain(Enum):
    """What must stand in the text as a plain value, not be calculated."""

    DIGITS = "a whole number from 0 to 15"
    PLACE = "a whole number other than 0"
    WIDTH = "a number above 0"
    NUMBER = "a number"
    SEPARATOR = "a text of at least one character"
    MOVE_UNIT = "one of " + ", ".join(f"'{unit}'" for unit in (*DAY_UNITS, *TIME_UNITS))
    START_UNIT = "one of " + ", ".join(f"'{unit}'" for unit in (*DAY_STARTS, *TIME_STARTS))
    ZONE = "the name of a time zone"


class Gives(Enum):
    """A result that depends on the arguments."""

    COMMON = "the type of its values"
    FIRST = "the type of the first value"
    WHOLE = "a whole number without digits, else a number"
    START = "a date, or a date-time for hours and minutes"
    MOVED = "a date, or a date-time for times"
    BUCKET = "a whole number when all are, else a number"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument.

    Attributes:
        types: the types it may have; a whole number is also taken where a number is.
        plain: set when it must stand in the text as a plain value.
        is_shared: whether all such arguments are brought to one type.
    """

    name: str
    types: tuple[ColumnType, ...]
    is_optional: bool = False
    is_repeated: bool = False
    plain: Plain | None = None
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function.

    Attributes:
        group: heading in the manual.
        help: one sentence.
        example: an expression without columns.
        gives: what the example evaluates to, as text; "" when missing.
    """

    name: str
    group: str
    parameters: tuple[Parameter, ...]
    result: ColumnType | Gives
    help: str
    example: str
    gives: str

    @property
    def usage(self) -> str:
        """``round(x, [digits])``."""
        parts = []
        for parameter in self.parameters:
            name = parameter.name + (", …" if parameter.is_repeated else "")
            parts.append(f"[{name}]" if parameter.is_optional else name)
        return f"{self.name}({', '.join(parts)})"
