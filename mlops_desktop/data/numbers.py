"""How numbers are written: decimal mark and thousands mark, from the first rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.column_types import TOKENS
from mlops_desktop.data.number_style import DECIMALS, THOUSANDS, NumberStyle

_SHARE = 0.9
_NO_VALUES = frozenset(("", *TOKENS))
# 1,250 may be a thousand: only these are decimals for certain.
_SURELY_COMMA = re.compile(r"[+-]?(0,\d+|\d{4,},\d+|\d+,(\d{1,2}|\d{4,}))")
_SURELY_POINT = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


_STYLES = tuple(
    NumberStyle(decimal, thousands)
    for thousands in ("", ",", ".", "'", " ")
    for decimal in (".", ",")
    if decimal != thousands
)


@dataclass(frozen=True, slots=True)
class _Vote:
    """How one column writes its numbers; marks it is not sure of are None."""

    column: str
    value: str
    decimal: str | None
    thousands: str | None


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    values: tuple[str, ...]

    def vote(self) -> _Vote | None:
        """Return the style most of its values have, if any of them is a sure sign of one."""
        best: _Vote | None = None
        most = 0
        characters = set().union(*self.values)
        for style in _STYLES:
            marks = style.marks or style.decimal
            if characters.isdisjoint(marks):
                continue
            plain, grouped = _plain(style.decimal), _grouped(style)
            fitting = [
                value
                for value in self.values
                if plain.fullmatch(value) or (style.thousands and grouped.fullmatch(value))
            ]
            if len(fitting) < _SHARE * len(self.values) or len(fitting) <= most:
                continue
            if found := self._signs(style, fitting):
                best, most = found, len(fitting)
        return best

    def _signs(self, style: NumberStyle, values: Sequence[str]) -> _Vote | None:
        if not style.thousands:
            sure = _SURELY_COMMA if style.decimal == "," else _SURELY_POINT
            shown = next((value for value in values if sure.fullmatch(value)), None)
            return _Vote(self.name, shown, style.decimal, None) if shown else None
        signs = [value for value in values if _is_surely_grouped(value, style)]
        if not signs:
            return None
        shown = next((value for value in signs if style.decimal in value), signs[0])
        has_decimal = style.decimal in shown or style.thousands in ",."
        return _Vote(self.name, shown, style.decimal if has_decimal else None, style.thousands)

    def is_grouped_by(self, mark: str) -> bool:
        """Say whether each value is a whole number, some of them in groups of three."""
        style = NumberStyle("," if mark == "." else ".", mark)
        grouped = _grouped(style)
        found = sum(bool(grouped.fullmatch(value)) for value in self.values)
        whole = sum(value.isdigit() and len(value) <= 3 for value in self.values)
        return found > 0 and found + whole == len(self.values)


@cache
def _grouped(style: NumberStyle) -> re.Pattern[str]:
    return re.compile(style.grouped)


@cache
def _plain(decimal: str) -> re.Pattern[str]:
    mark = re.escape(decimal)
    return re.compile(rf"[+-]?(\d+({mark}\d+)?|{mark}\d+)([eE][+-]?\d+)?")


def _is_surely_grouped(value: str, style: NumberStyle) -> bool:
    """Say whether a mark in a number can only be one of thousands."""
    if not _grouped(style).fullmatch(value):
        return False
    if style.thousands == " ":
        return any(mark in value for mark in style.marks[1:])  # a usual blank may mean anything
    if style.thousands == "'":
        return True
    return value.count(style.thousands) > 1 or style.decimal in value


@dataclass(frozen=True, slots=True)
class Written:
    """How the first rows are written: their columns, and which marks each is a sign of."""

    columns: tuple[_Column, ...]
    votes: tuple[_Vote, ...]


def how_written(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Written:
    """Look at the values of the first rows."""
    columns = [
        _Column(name, tuple(v for row in rows if (v := row[at].strip()) not in _NO_VALUES))
        for at, name in enumerate(names)
    ]
    columns = [column for column in columns if column.values]
    votes = tuple(vote for column in columns if (vote := column.vote()))
    return Written(tuple(columns), votes)


def find_number_style(
    written: Written, decimal: str | None, thousands: str | None
) -> tuple[NumberStyle, tuple[Detection, ...]]:
    """Find the marks: those of most columns that show theirs for certain.

    Returns:
        The style, and what is told of it; of columns that can be read two ways, a question.

    Raises:
        UserError: when a chosen mark cannot be one, or both are the same.
    """
    _check(decimal, thousands)
    columns, votes = written.columns, written.votes
    found_decimal = _find_decimal(decimal, thousands, votes)
    is_known = found_decimal.reason == "chosen" or any(vote.decimal for vote in votes)
    found_thousands = _find_thousands(thousands, found_decimal.value, is_known, votes, columns)
    style = NumberStyle(found_decimal.value, found_thousands.value)
    found = [Detection("decimal", DECIMALS[style.decimal], found_decimal.reason)]
    if style.thousands or found_thousands.reason == "chosen":
        mark = THOUSANDS[style.thousands]
        found.append(Detection("thousands", mark, found_thousands.reason))
    if not is_known and thousands is None:
        found += _questions(columns)
    return style, tuple(found)


def _check(decimal: str | None, thousands: str | None) -> None:
    if decimal is not None and decimal not in DECIMALS:
        raise UserError("data.decimal", decimal=decimal)
    if thousands is not None and (thousands not in THOUSANDS or thousands == decimal):
        raise UserError("reading.thousands", thousands=thousands)


def _find_decimal(chosen: str | None, thousands: str | None, votes: Sequence[_Vote]) -> Detection:
    if chosen is not None:
        return Detection("decimal", chosen, "chosen")
    if thousands in (",", "."):
        other = "." if thousands == "," else ","
        return Detection("decimal", other, "the other mark was chosen for thousands")
    commas = [vote for vote in votes if vote.decimal == ","]
    points = [vote for vote in votes if vote.decimal == "."]
    if not commas and not points:
        return Detection("decimal", ".", "no number with decimals in the first rows")
    most, others = (commas, points) if len(commas) > len(points) else (points, commas)
    vote = most[0]
    reason = f"column {vote.column} holds numbers such as {vote.value}"
    if others:
        reason += f"; column {others[0].column} with {others[0].value} is written otherwise"
    return Detection("decimal", vote.decimal or ".", reason)


def _find_thousands(
    chosen: str | None,
    decimal: str,
    is_known: bool,
    votes: Sequence[_Vote],
    columns: Iterable[_Column],
) -> Detection:
    if chosen is not None:
        return Detection("thousands", chosen, "chosen")
    marks = [vote for vote in votes if vote.thousands and vote.thousands != decimal]
    if marks:
        first = max(marks, key=lambda vote: sum(v.thousands == vote.thousands for v in marks))
        reason = f"column {first.column} holds numbers such as {first.value}"
        return Detection("thousands", first.thousands or "", reason)
    other = "." if decimal == "," else ","
    inferred = [column for column in columns if column.is_grouped_by(other)]
    if is_known and inferred:
        reason = f"the decimal mark is another one, so {inferred[0].values[0]} is a whole number"
        return Detection("thousands", other, reason)
    return Detection("thousands", "", "no number in groups of three digits")


def _questions(columns: Iterable[_Column]) -> list[Detection]:
    """Ask about columns such as 1,234: thousands or decimals."""
    asked = []
    for column in columns:
        if column.is_grouped_by(","):
            shown = next(value for value in column.values if _EITHER.fullmatch(value))
            whole, part = shown.replace(",", ""), shown.replace(",", ".")
            reason = f"{shown} may be {whole} (thousands) or {part} (decimals); kept as text"
            asked.append(
                Detection("thousands", "?", reason, column.name, ("thousands ,", "decimal ,"))
            )
    return asked
