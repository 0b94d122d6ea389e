"""Rules that a version's profile suggests: what is true of it and likely meant to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlops_desktop.core.dataset import Column, ColumnProfile, ColumnType, Profile, SemanticType
from mlops_desktop.core.rules.column_rules import (
    Allowed,
    HasType,
    MissingShare,
    Pattern,
    Range,
    Required,
)
from mlops_desktop.core.rules.rule import Rule, RuleSeverity
from mlops_desktop.core.rules.table_rules import RowCountChange, Unique

_ENOUGH_ROWS = 20
_MOST_VALUES = 20
_ROOM = 0.5
_ROW_CHANGE = 50.0
_MOST_COLUMNS = 200

_BLOCK, _WARN = RuleSeverity.BLOCK, RuleSeverity.WARN
_CATEGORIES = (SemanticType.CATEGORY, SemanticType.ORDINAL)


def suggest(profile: Profile, columns: Sequence[Column]) -> tuple[Rule, ...]:
    """Return rules that hold for the version the profile describes.

    Types and columns without a gap block; what was merely so until now (ranges, values, row
    counts) warns. A number that was never negative should stay so; beyond that a range leaves
    half of the spread seen as room on either side. Nothing is suggested from values of columns
    that seem personal, nor from fewer than 20 rows except types; only the first 200 columns are
    looked at.
    """
    by_name = {item.name: item for item in profile.columns}
    found: list[Rule] = []
    for column in columns[:_MOST_COLUMNS]:
        seen = by_name.get(column.name)
        if seen is None or not seen.count:
            continue
        found.append(HasType(column.name, column.type, severity=_BLOCK))
        if profile.row_count >= _ENOUGH_ROWS:
            found += _of_values(column, seen, profile.row_count)
    if profile.row_count >= _ENOUGH_ROWS:
        found += _keys(profile, found)
        found.append(RowCountChange(_ROW_CHANGE))
    return tuple(found)


def _of_values(column: Column, seen: ColumnProfile, rows: int) -> Iterator[Rule]:
    if not seen.missing:
        yield Required(column.name, severity=_BLOCK)
    else:
        # Twice the share seen, rounded up to a whole per cent.
        share = min(100, -(-200 * seen.missing // rows))
        if share < 100:
            yield MissingShare(column.name, float(share))
    if column.semantic is SemanticType.IDENTIFIER and seen.distinct == seen.count == rows:
        yield Unique((column.name,), severity=_BLOCK)
    elif seen.personal is None:
        yield from _limits(column, seen)


def _limits(column: Column, seen: ColumnProfile) -> Iterator[Rule]:
    values = tuple(value for value, _ in seen.top)
    if (
        column.semantic in _CATEGORIES
        and column.type is ColumnType.TEXT
        and len(values) == seen.distinct <= _MOST_VALUES
    ):
        yield Allowed(column.name, tuple(sorted(values)))
    elif column.semantic in (SemanticType.NUMBER, SemanticType.INTEGER, *_CATEGORIES):
        low, high = seen.low, seen.high
        if isinstance(low, int | float) and isinstance(high, int | float) and low < high:
            yield _range(column, low, high)


def _range(column: Column, low: float, high: float) -> Range:
    if column.type is ColumnType.INTEGER:
        room = -(-(int(high) - int(low)) // 2)
        least, largest = int(low) - room, int(high) + room
        return Range(column.name, max(0, least) if low >= 0 else least, largest)
    room_ = (high - low) * _ROOM
    start = float(f"{low - room_:.4g}")
    end = float(f"{high + room_:.4g}")
    return Range(column.name, 0 if low >= 0 > start else min(start, low), max(end, high))


def _keys(profile: Profile, found: Sequence[Rule]) -> Iterator[Rule]:
    """Yield the first key over several columns, where no single column is one."""
    if profile.facts is None or any(isinstance(rule, Unique) for rule in found):
        return
    for key in profile.facts.keys[:1]:
        if len(key.columns) > 1:
            yield Unique(key.columns)


def rule_for_column(name: str, columns: Sequence[Column], profile: Profile) -> Rule | None:
    """Return where a rule about one column begins: what its values are, for a person to finish.

    A column of a type should keep it, one of a few texts these texts, other texts their lengths;
    of texts that seem personal only the type. None where there is no such column.
    """
    column = next((item for item in columns if item.name == name), None)
    seen = next((item for item in profile.columns if item.name == name), None)
    if column is None:
        return None
    if column.type is not ColumnType.TEXT or seen is None or seen.personal is not None:
        return HasType(name, column.type)
    values = tuple(sorted(value for value, _ in seen.top))
    if values and len(values) == seen.distinct <= _MOST_VALUES:
        return Allowed(name, values)
    if seen.lengths is not None:
        return Pattern(name, f".{{{seen.lengths.low},{seen.lengths.high}}}")
    return HasType(name, column.type)
