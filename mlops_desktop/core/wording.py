"""Small pieces of sentences: how many, what share, what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_MOST_NAMED = 3
_LONGEST_NAME = 100
"""Characters of a name that are compared: likeness takes the square of them."""


def counted(count: int, one: str, many: str = "") -> str:
    """Return ``1 row``, ``4,344 rows``; ``many`` where it is not ``one`` and an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


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
