"""Names of time zones."""

from __future__ import annotations

import zoneinfo
from functools import cache

# "localtime" is the computer's own: what it means is not the same everywhere.
_VOLATILE = {"localtime", "Factory"}


@cache
def zone_names() -> tuple[str, ...]:
    """Return the names of the time zones that an expression may name, in order."""
    return tuple(sorted(zoneinfo.available_timezones() - _VOLATILE))


def zone_named(name: str) -> str | None:
    """Return the exact name of a zone written in whatever capitals, or None."""
    return _by_folded().get(name.strip().casefold())


@cache
def _by_folded() -> dict[str, str]:
    return {name.casefold(): name for name in zone_names()}
