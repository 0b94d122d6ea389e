"""How many of something, and a few of many names, as findings and checks say it."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_NAMED = 3


def counted(count: int, noun: str) -> str:
    """Return ``1 row``, ``4,344 rows``."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def named(names: Sequence[str]) -> str:
    """Return ``a, b, c``, or ``a, b, c and 4 more``."""
    shown = ", ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return shown if more <= 0 else f"{shown} and {more} more"
