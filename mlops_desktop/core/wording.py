"""Small pieces of sentences: how many, how large, how long, what share, what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_MOST_NAMED = 3
_LONGEST_NAME = 100
"""Characters of a name that are compared: likeness takes the square of them."""


def counted(count: int, one: str, many: str = "") -> str:
    """Return ``1 row``, ``4,344 rows``; ``many`` where it is not ``one`` and an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size_text(size: int) -> str:
    """Return a number of bytes: ``512 bytes``, ``1.4 MB`` (decimal units)."""
    if size < 1000:
        return counted(size, "byte")
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.5:
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
    return f"{amount / 1000:.1f} TB"


def duration_text(seconds: float) -> str:
    """Return ``under 1 s``, ``8 s``, ``2 min 10 s``, ``1 h 5 min``."""
    whole = max(0, round(seconds))
    if whole < 1:
        return "under 1 s"
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def named(names: Sequence[str]) -> str:
    """Return ``a, b, c``, or ``a, b, c and 4 more``."""
    shown = ", ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return shown if more <= 0 else f"{shown} and {more} more"


def share_text(part: int, whole: int) -> str:
    """Return a share in per cent; a small one is never rounded to nothing."""
    if not part or not whole:
        return "0 %"
    percent = 100 * part / whole
    if percent < 0.1:
        return "< 0.1 %"
    if part < whole and percent > 99.9:
        return "> 99.9 %"
    return f"{percent:.1f} %" if percent < 10 and percent != round(percent) else f"{percent:.0f} %"


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return “Did you mean …?” for the known name most like another, whatever its capitals.

    Args:
        otherwise: what is said when none is like it.
    """
    by_folded = {item.casefold(): item for item in known}
    found = difflib.get_close_matches(name[:_LONGEST_NAME].casefold(), list(by_folded), 1)
    return f"Did you mean “{by_folded[found[0]]}”?" if found else otherwise
