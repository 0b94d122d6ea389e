"""Steps that change values, row by row or by what a column holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from mlops_desktop.core.recipes.parameter import NUMBERS, Kind, about
from mlops_desktop.core.recipes.step import Step, first_repeated, listed, plain_number, wrong


class Filling(StrEnum):
    """What takes the place of a missing value."""

    CONSTANT = "constant"
    MEAN = "mean"
    MEDIAN = "median"
    MODE = "mode"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class FillMissing(Step):
    """Fill missing values."""

    kind: ClassVar[str] = "fill_missing"
    title: ClassVar[str] = "Fill missing values"
    summary: ClassVar[str] = (
        "Puts a value where none is: one you give, the mean, the median or the most frequent "
        "value (of several the smallest), or the last one before it in the order of a column. "
        "Mean and median make a whole-number column a number column. A group without any value "
        "stays missing."
    )

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "The columns to fill.")
    )
    how: Filling = field(metadata=about(Kind.CHOICE, "With", "What is put there."))
    value: str = field(
        default="",
        metadata=about(
            Kind.TEXT,
            "Value",
            "The value, written as in a file (12.5, 2011-12-31, yes).",
            when=("how", (Filling.CONSTANT.value,)),
        ),
    )
    by: tuple[str, ...] = field(
        default=(),
        metadata=about(
            Kind.COLUMNS,
            "In each group of",
            "Compute it for each group of equal values of these columns.",
            is_optional=True,
            when=("how", tuple(kind.value for kind in Filling if kind is not Filling.CONSTANT)),
        ),
    )
    order: str = field(
        default="",
        metadata=about(
            Kind.COLUMN,
            "In the order of",
            "The column that says which value comes before; none: the order of the rows.",
            is_optional=True,
            when=("how", (Filling.FORWARD.value,)),
        ),
    )

    def words(self) -> str:
        """Return the step in words."""
        of = f" of each {listed(self.by)}" if self.by else ""
        with_what = {
            Filling.CONSTANT: f"with {self.value}",
            Filling.MEAN: f"with the mean{of}",
            Filling.MEDIAN: f"with the median{of}",
            Filling.MODE: f"with the most frequent value{of}",
            Filling.FORWARD: f"with the last value before{of}"
            + (f" in the order of {self.order}" if self.order else ""),
        }
        return f"Fill missing {listed(self.columns)} {with_what[self.how]}"

    def check(self) -> None:
        """Refuse to fill the columns that make the groups or the order."""
        both = [name for name in self.columns if name in self.by or name == self.order]
        if both and self.how is not Filling.CONSTANT:
            raise wrong("Columns", f"{both[0]} cannot both be filled and make the groups or order")


@dataclass(frozen=True, slots=True)
class Derive(Step):
    """Compute a column from others."""

    kind: ClassVar[str] = "derive"
    title: ClassVar[str] = "Compute a column"
    summary: ClassVar[str] = (
        "Computes a column by an expression over the others. An existing column of that name is "
        "replaced in its place, a new one is added at the end."
    )

    column: str = field(metadata=about(Kind.NAME, "Column", "The column that is computed."))
    expression: str = field(
        metadata=about(Kind.EXPRESSION, "Expression", "How it is computed from the others.")
    )

    def words(self) -> str:
        """Return the step in words."""
        return f"Compute {self.column} as {self.expression}"


class Binning(StrEnum):
    """How edges are found."""

    WIDTH = "equal width"
    QUANTILE = "quantiles"
    EDGES = "given edges"


@dataclass(frozen=True, slots=True)
class Bin(Step):
    """Put numbers into bins."""

    kind: ClassVar[str] = "bin"
    title: ClassVar[str] = "Put numbers into bins"
    summary: ClassVar[str] = (
        "Adds a text column with the bin of each number: bins of equal width, of about equally "
        "many values (quantiles, type 7), or with edges you give. A bin holds its lower edge, "
        "the last one also its upper edge; numbers outside given edges become missing and are "
        "counted."
    )

    column: str = field(metadata=about(Kind.COLUMN, "Column", "The numbers.", types=NUMBERS))
    output: str = field(metadata=about(Kind.NAME, "New column", "The column that is added."))
    how: Binning = field(
        default=Binning.WIDTH, metadata=about(Kind.CHOICE, "Edges", "How the edges are found.")
    )
    count: int = field(
        default=5,
        metadata=about(
            Kind.NUMBER,
            "Bins",
            "How many bins; equal quantiles give fewer.",
            low=1,
            high=1000,
            when=("how", (Binning.WIDTH.value, Binning.QUANTILE.value)),
        ),
    )
    edges: tuple[float, ...] = field(
        default=(),
        metadata=about(
            Kind.NUMBERS,
            "Given edges",
            "The edges in ascending order, one more than there are bins.",
            when=("how", (Binning.EDGES.value,)),
        ),
    )
    labels: tuple[str, ...] = field(
        default=(),
        metadata=about(
            Kind.TEXTS,
            "Labels",
            "One text for each bin; none: the bin's edges.",
            is_optional=True,
        ),
    )

    def words(self) -> str:
        """Return the step in words."""
        how = {
            Binning.WIDTH: f"{self.count} bins of equal width",
            Binning.QUANTILE: f"{self.count} bins of equally many values",
            Binning.EDGES: f"bins between {listed([plain_number(e) for e in self.edges], 6)}",
        }
        return f"Put {self.column} into {how[self.how]} as {self.output}"

    def check(self) -> None:
        """Refuse edges that do not rise and labels of another number."""
        if self.how is Binning.EDGES:
            rises = all(low < high for low, high in zip(self.edges, self.edges[1:], strict=False))
            if len(self.edges) < 2 or not rises:
                raise wrong("Given edges", "at least two edges in ascending order are needed")
        bins = len(self.edges) - 1 if self.how is Binning.EDGES else self.count
        if self.labels and len(self.labels) != bins:
            raise wrong("Labels", f"{len(self.labels)} labels for {bins} bins")


class Otherwise(StrEnum):
    """What a value becomes that is not in the list."""

    KEEP = "keep"
    MISSING = "missing"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class MapValues(Step):
    """Replace values by others."""

    kind: ClassVar[str] = "map_values"
    title: ClassVar[str] = "Replace values"
    summary: ClassVar[str] = (
        "Replaces values by others from a list; the column becomes text. Other values stay, "
        "become missing (and are counted), or become one value. Missing values stay missing."
    )

    column: str = field(metadata=about(Kind.COLUMN, "Column", "The column to change."))
    values: tuple[tuple[str, str], ...] = field(
        metadata=about(Kind.MAPPING, "Values", "Each old value, as it is shown, and the new one.")
    )
    otherwise: Otherwise = field(
        default=Otherwise.KEEP,
        metadata=about(Kind.CHOICE, "Other values", "What happens to values not in the list."),
    )
    default: str = field(
        default="",
        metadata=about(
            Kind.TEXT,
            "Becomes",
            "What other values become.",
            when=("otherwise", (Otherwise.VALUE.value,)),
        ),
    )

    def words(self) -> str:
        """Return the step in words."""
        pairs = listed([f"{old} by {new}" for old, new in self.values])
        rest = {
            Otherwise.KEEP: "",
            Otherwise.MISSING: ", make all else missing",
            Otherwise.VALUE: f", all else by {self.default}",
        }
        return f"In {self.column} replace {pairs}{rest[self.otherwise]}"

    def check(self) -> None:
        """Refuse a value that is to become two."""
        twice = first_repeated([old for old, _ in self.values])
        if twice is not None:
            raise wrong("Values", f"“{twice}” is listed twice")


class Clipping(StrEnum):
    """Where the limits come from."""

    GIVEN = "given limits"
    QUANTILE = "quantiles"
    IQR = "interquartile range"


class Outside(StrEnum):
    """What happens to a value outside the limits."""

    LIMIT = "limit"
    MISSING = "missing"


_LIMITS = ("how", (Clipping.GIVEN.value, Clipping.QUANTILE.value))


@dataclass(frozen=True, slots=True)
class Clip(Step):
    """Bring outliers back to limits."""

    kind: ClassVar[str] = "clip"
    title: ClassVar[str] = "Clip outliers"
    summary: ClassVar[str] = (
        "Brings numbers outside limits to the limit, or makes them missing (then they are "
        "counted). Limits are given, are two quantiles (type 7), or lie k interquartile ranges "
        "outside the quartiles. Limits of whole numbers are rounded inwards."
    )

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "The numbers.", types=NUMBERS)
    )
    how: Clipping = field(
        default=Clipping.GIVEN, metadata=about(Kind.CHOICE, "Limits", "Where they come from.")
    )
    low: float | None = field(
        default=None,
        metadata=about(
            Kind.NUMBER, "Low", "Lower limit, or quantile 0 to 1.", is_optional=True, when=_LIMITS
        ),
    )
    high: float | None = field(
        default=None,
        metadata=about(
            Kind.NUMBER, "High", "Upper limit, or quantile 0 to 1.", is_optional=True, when=_LIMITS
        ),
    )
    k: float = field(
        default=1.5,
        metadata=about(
            Kind.NUMBER,
            "Ranges",
            "How many interquartile ranges outside the quartiles.",
            low=0,
            when=("how", (Clipping.IQR.value,)),
        ),
    )
    outside: Outside = field(
        default=Outside.LIMIT,
        metadata=about(Kind.CHOICE, "Values outside", "They become the limit, or missing."),
    )

    def words(self) -> str:
        """Return the step in words."""
        ends = [
            f"{word} {plain_number(value)}"
            for word, value in (("below", self.low), ("above", self.high))
            if value is not None
        ]
        if self.how is Clipping.IQR:
            where = f"more than {plain_number(self.k)} interquartile ranges outside the quartiles"
        elif self.how is Clipping.QUANTILE:
            where = "outside the quantiles " + listed(
                [plain_number(value) for value in (self.low, self.high) if value is not None]
            )
        else:
            where = " and ".join(ends)
        if self.outside is Outside.MISSING:
            return f"Make values of {listed(self.columns)} {where} missing"
        return f"Clip values of {listed(self.columns)} {where}"

    def check(self) -> None:
        """Refuse limits that are absent, crossed, or no quantiles."""
        if self.how is Clipping.IQR:
            return
        given = [value for value in (self.low, self.high) if value is not None]
        if not given:
            raise wrong("Low", "a lower or an upper limit is needed")
        if self.how is Clipping.QUANTILE and not all(0 <= value <= 1 for value in given):
            raise wrong("Low", "quantiles lie between 0 and 1")
        if len(given) == 2 and given[0] > given[1]:
            raise wrong("Low", "the lower limit is above the upper one")
