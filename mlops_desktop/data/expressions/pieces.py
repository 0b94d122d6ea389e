"""Pieces of SQL that never fail on a row: what cannot be calculated becomes NULL.

The engine's own ``TRY`` is not used: it costs eight microseconds for each row that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mlops_desktop.data.engine import literal

_SHORT = 80
_UTC = "UTC"


class Lets:
    """Gives a value a name where it is needed more than once.

    Short SQL is repeated; longer SQL becomes the one element of a list that a lambda looks at, so
    that nested expressions do not double with each level.

    Args:
        identifiers: of the columns; the names given are others.
    """

    def __init__(self, identifiers: Iterable[str]) -> None:
        self._prefix = "v"
        taken = [identifier.lower() for identifier in identifiers]
        while any(self._prefix in identifier for identifier in taken):
            self._prefix += "_"
        self._count = 0

    def let(self, sql: str, use: Callable[[str], str]) -> str:
        """Return ``use`` of the SQL's value."""
        if len(sql) <= _SHORT:
            return use(sql)
        self._count += 1
        name = f"{self._prefix}{self._count}"
        return f"list_transform([{sql}], lambda {name}: {use(name)})[1]"

    def finite(self, sql: str) -> str:
        """Return a DOUBLE, NULL where it is infinite or not a number."""
        return self.let(sql, lambda v: f"(CASE WHEN isfinite({v}) THEN {v} END)")

    def clamped(self, sql: str, low: int) -> str:
        """Return a BIGINT that is neither below ``low`` nor beyond what texts can be."""
        high = 1_000_000_000

        def use(v: str) -> str:
            return f"(CASE WHEN {v} < {low} THEN {low} WHEN {v} > {high} THEN {high} ELSE {v} END)"

        return self.let(sql, use)


def whole(sql: str) -> str:
    """Return a number as BIGINT, NULL beyond 64 bits."""
    return f"TRY_CAST({sql} AS BIGINT)"


def wide(sql: str) -> str:
    """Return a BIGINT in 128 bits, where no sum or product of two of them overflows."""
    return f"CAST({sql} AS HUGEINT)"


def clock(sql: str, zone: str | None) -> str:
    """Return what clocks show in a zone at a moment that is stored as UTC."""
    if zone in (None, _UTC):
        return sql
    return f"timezone({literal(str(zone))}, timezone('{_UTC}', {sql}))"


def moment(sql: str, zone: str | None) -> str:
    """Return the moment, as UTC, at which clocks in a zone show a time."""
    if zone in (None, _UTC):
        return sql
    return f"timezone('{_UTC}', timezone({literal(str(zone))}, {sql}))"
