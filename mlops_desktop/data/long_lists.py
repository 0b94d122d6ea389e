"""Long lists of texts as SQL the engine reads quickly.

As terms of their own a hundred thousand texts take the engine minutes and half a gigabyte; as
one text that it splits they take a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.data.engine import literal

_MOST_SPELT = 100
_MARKS = ("\x1f", *map(chr, range(0xE000, 0xE100)))
"""Characters that hardly any text holds."""


def split_sql(texts: Sequence[str]) -> str | None:
    """Return SQL of a list of the texts; None where spelling them out is as well.

    Args:
        texts: none of them holds NUL.
    """
    if len(texts) <= _MOST_SPELT:
        return None
    used = set().union(*texts)
    mark = next((mark for mark in _MARKS if mark not in used), None)
    return None if mark is None else f"string_split({literal(mark.join(texts))}, {literal(mark)})"
