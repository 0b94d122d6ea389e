"""Steps about columns as they are: names, types, which stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.recipes.parameter import ANY, Kind, about
from mlops_desktop.core.recipes.step import Step, listed


@dataclass(frozen=True, slots=True)
class Rename(Step):
    """Give columns other names; names may be swapped."""

    kind: ClassVar[str] = "rename"
    title: ClassVar[str] = "Rename columns"
    summary: ClassVar[str] = "Gives columns other names. Order and values stay."

    names: tuple[tuple[str, str], ...] = field(
        metadata=about(Kind.MAPPING, "New names", "Each old name and the new one.", types=ANY)
    )

    def words(self) -> str:
        """Return the step in words."""
        return "Rename " + listed([f"{old} to {new}" for old, new in self.names])


class BadValues(StrEnum):
    """What happens to a value that cannot be converted."""

    MISSING = "missing"
    REFUSE = "refuse"


_BAD_HELP = "Values that do not fit become missing and are counted, or the recipe stops."


@dataclass(frozen=True, slots=True)
class Cast(Step):
    """Store columns as another type; only values that mean exactly that are converted."""

    kind: ClassVar[str] = "cast"
    title: ClassVar[str] = "Change the type"
    summary: ClassVar[str] = (
        "Stores columns as another type. A number becomes whole only if it is whole; texts must "
        "be written plainly (12.5, 2011-12-31, yes)."
    )

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "The columns to convert.")
    )
    type: ColumnType = field(metadata=about(Kind.CHOICE, "Type", "What they become."))
    bad: BadValues = field(
        default=BadValues.MISSING,
        metadata=about(Kind.CHOICE, "Values that do not fit", _BAD_HELP),
    )

    def words(self) -> str:
        """Return the step in words."""
        names = {ColumnType.DATETIME: "date and time", ColumnType.INTEGER: "whole number"}
        return f"Store {listed(self.columns)} as {names.get(self.type, self.type.value)}"


@dataclass(frozen=True, slots=True)
class KeepColumns(Step):
    """Keep some columns, in the order named."""

    kind: ClassVar[str] = "keep_columns"
    title: ClassVar[str] = "Keep columns"
    summary: ClassVar[str] = "Keeps the named columns, in that order, and drops all others."

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "The columns to keep, in the order wanted.")
    )

    def words(self) -> str:
        """Return the step in words."""
        return f"Keep only {listed(self.columns)}"


@dataclass(frozen=True, slots=True)
class DropColumns(Step):
    """Drop some columns."""

    kind: ClassVar[str] = "drop_columns"
    title: ClassVar[str] = "Drop columns"
    summary: ClassVar[str] = "Drops the named columns and keeps all others."

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "The columns to drop.")
    )

    def words(self) -> str:
        """Return the step in words."""
        return f"Drop {listed(self.columns)}"


class Masking(StrEnum):
    """How a personal value is hidden."""

    HASH = "hash"
    FIRST_LETTER = "first letter"
    LAST_FOUR = "last 4"
    BLANK = "blank"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Mask(Step):
    """Hide personal data."""

    kind: ClassVar[str] = "mask"
    title: ClassVar[str] = "Mask personal data"
    summary: ClassVar[str] = (
        "Replaces values by a salted SHA-256 (equal values stay equal), keeps the first letter or "
        "the last 4 characters only, blanks the columns (their values become missing), or drops "
        "them. Hashes, letters and characters are pseudonyms, not anonymous: the salt stands in "
        "the recipe, and whoever has it, or rows about the same people, can test guesses. Values "
        "shorter than 8 characters keep none of their last 4."
    )

    columns: tuple[str, ...] = field(
        metadata=about(Kind.COLUMNS, "Columns", "The columns that hold personal data.")
    )
    how: Masking = field(
        default=Masking.HASH, metadata=about(Kind.CHOICE, "How", "What takes a value's place.")
    )
    salt: str = field(
        default="",
        metadata=about(
            Kind.TEXT,
            "Salt",
            "A secret text mixed into every hash; the same salt gives the same hashes.",
            when=("how", (Masking.HASH.value,)),
        ),
    )

    def words(self) -> str:
        """Return the step in words."""
        if self.how is Masking.DROP:
            return f"Drop the personal data in {listed(self.columns)}"
        if self.how is Masking.BLANK:
            return f"Blank the personal data in {listed(self.columns)}"
        kept = {
            Masking.FIRST_LETTER: "its first letter",
            Masking.LAST_FOUR: "its last 4 characters",
        }
        by = kept.get(self.how, "a salted hash" if self.salt else "a hash without a salt")
        return f"Replace each value of {listed(self.columns)} by {by}"
