"""Types in the words of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.dataset import ColumnType

_WORDS = {
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a number",
    ColumnType.BOOLEAN: "true or false",
    ColumnType.DATE: "a date",
    ColumnType.DATETIME: "a date with time",
    ColumnType.TEXT: "text",
}


def a_type(kind: ColumnType) -> str:
    """Return “a whole number”."""
    return _WORDS[kind]


def one_of(kinds: Sequence[ColumnType]) -> str:
    """Return “a number or text”; whole numbers are numbers."""
    if len(set(kinds)) == len(_WORDS):
        return "any value"
    told = [k for k in kinds if not (k is ColumnType.INTEGER and ColumnType.NUMBER in kinds)]
    words = [a_type(kind) for kind in told]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
