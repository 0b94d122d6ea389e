"""Columns that no model takes unasked: why, and what a person can take them as."""

from __future__ import annotations

import re

from mlops_desktop.core.dataset import Column, Finding, SemanticType, Severity
from mlops_desktop.core.wording import counted
from mlops_desktop.modeling.table import Table

_ID_NAME = re.compile(
    r"(^|[_\W])(id|key|uuid|guid|number|nr|no)$|[a-z]I[dD]$|^id[_\W]", re.IGNORECASE
)
_REPEATED = 2
"""Values that come so often on average are no texts of their own."""

_TOO_MANY = "it has {0}, too many to give each an input unasked"
_NAMES = "it is an identifier: it names what rows belong to ({0}) and says nothing about new ones"


def why_left_out(table: Table, column: Column) -> str:
    """Return why a column is left out by itself, in words; "" where it is not."""
    if column.semantic is SemanticType.IDENTIFIER:
        return "it numbers or names the rows and says nothing about new ones"
    if column.semantic is not SemanticType.TEXT:
        return ""
    count, is_repeated = _values(table, column)
    if not is_repeated:
        return "it is free text, not a category"
    words = counted(count, "different value")
    return (_NAMES if _ID_NAME.search(column.name) else _TOO_MANY).format(words)


def told_before(table: Table, column: Column) -> Finding | None:
    """Tell before a training that a column of text is left out by itself, and what to choose."""
    if column.semantic is not SemanticType.TEXT:
        return None
    count, is_repeated = _values(table, column)
    name, code = column.name, "free_text"
    words = counted(count, "different value")
    title = f"{name} is free text ({words}): it is left out by itself"
    detail = "Take it as the words of a text (TF-IDF) where wording can tell something."
    if is_repeated and _ID_NAME.search(name):
        code = "names_groups"
        title = f"{name} names what rows belong to ({words}): it is left out by itself"
        detail = (
            "An identifier says nothing about new ones. Hold out whole groups by it, so that none "
            "is on both sides; or take it as the mean of the target, where the same come again."
        )
    elif is_repeated:
        code = "many_values"
        title = f"{name} has {words}: it is left out by itself"
        detail = (
            "That is too many to give each an input unasked. Take it as the mean of the target, or "
            "as a category, of which the 50 most frequent get an input."
        )
    return Finding(Severity.NOTE, code, title, detail, (name,))


def _values(table: Table, column: Column) -> tuple[int, bool]:
    """Return how many different values there are, and whether they come again."""
    series = table.frame[column.name]
    count = int(series.nunique())
    return count, int(series.notna().sum()) >= _REPEATED * count
