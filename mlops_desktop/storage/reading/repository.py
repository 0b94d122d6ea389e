"""What every repository has: the calling thread's connection, and rows that become records."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from enum import Enum
from functools import cache, partial
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from mlops_desktop.core import clock
from mlops_desktop.core.codec import member
from mlops_desktop.storage.sqlite import Connection, Row

T = TypeVar("T")


class Repository:
    """Queries of one kind.

    Args:
        connection: returns the calling thread's connection.
    """

    def __init__(self, connection: Callable[[], Connection]) -> None:
        self._connection = connection


class Shape(Generic[T]):
    """Makes records of one dataclass from rows whose columns stand in the order of its fields.

    Times, enums and booleans are converted by the fields' types; NULL in a column of plain floats
    is "not a number".

    Args:
        kind: the dataclass.
    """

    def __init__(self, kind: Callable[..., T]) -> None:
        self._kind = kind
        self._width = len(get_type_hints(kind))

    def one(self, row: Row | None) -> T | None:
        """Return the record of a row, or None for none."""
        return None if row is None else self._make(row)

    def all(self, rows: Iterable[Row]) -> tuple[T, ...]:
        """Return the records of rows."""
        return tuple(map(self._make, rows))

    def _make(self, row: Row) -> T:
        values = list(row)
        if len(values) != self._width:
            raise TypeError(f"{len(values)} columns for {self._kind}")
        for place, convert in _converters(self._kind):
            values[place] = convert(values[place])
        return self._kind(*values)


@cache
def _converters(kind: Any) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """Return (position, conversion) of the fields whose stored form is not their own."""
    hints = get_type_hints(kind)
    found = []
    for place, item in enumerate(fields(kind)):
        convert = _converter(hints[item.name])
        if convert is not None:
            found.append((place, convert))
    return tuple(found)


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    options = get_args(hint)
    if type(None) in options:
        inner = _converter(next(option for option in options if option is not type(None)))
        if inner is None or inner is _number:
            return None
        return lambda value: None if value is None else inner(value)
    if hint is datetime:
        return clock.from_text
    if hint in (bool, float):
        return bool if hint is bool else _number
    is_enum = isinstance(hint, type) and issubclass(hint, Enum)
    return partial(member, hint) if is_enum else None


def _number(value: float | None) -> float:
    return math.nan if value is None else value
