"""Counting, over every value of many columns, how many have which form.

The columns are first laid under each other (column, value, how often), so that one statement of
fixed size counts all forms of all columns: a statement that grew with the width of the table would
take longer to plan than to run.
"""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.data.column_types import TOKENS, Counts
from mlops_desktop.data.engine import Connection, literal
from mlops_desktop.data.forms import Form, code_like, family_test


def count_forms(
    engine: Connection, table: str, columns: Sequence[int], forms: Sequence[Form], is_small: bool
) -> dict[int, Counts]:
    """Count the forms of some columns.

    Args:
        table: SQL of a table with text columns c0, c1, … (the empty text read as NULL).
        columns: positions of the columns to count.
        forms: the forms to count.
        is_small: whether equal values are to be put together first.
    """
    if not columns:
        return {}
    names = ", ".join(f"c{index}" for index in columns)
    values = f"(UNPIVOT (SELECT {names} FROM {table}) ON COLUMNS(*) INTO NAME c VALUE v)"
    if is_small:
        values = f"(SELECT c, v, count(*) AS n FROM {values} GROUP BY ALL)"
    else:
        values = f"(SELECT c, v, 1 AS n FROM {values})"
    counted = ", ".join(
        [
            _sum("trim(v) <> ''"),
            _tokens(is_small),
            _sum(f"{family_test('number', 'v')} AND {code_like('v')}"),
            *(_sum(_has_form(form)) for form in forms),
        ]
    )
    rows = engine.rows(f"SELECT c, {counted} FROM {values} GROUP BY c")
    found = {int(row[0][1:]): _counts(row[1:], forms) for row in rows}
    nothing = Counts(0, {}, 0, {})
    return {index: found.get(index, nothing) for index in columns}


def _sum(condition: str) -> str:
    return f"coalesce(sum(n) FILTER (WHERE {condition}), 0)"


def _has_form(form: Form) -> str:
    # A CASE evaluates its branch only where the cheap test holds.
    return f"CASE WHEN {family_test(form.family, 'v')} THEN ({form.parse('v')}) IS NOT NULL END"


def _tokens(is_small: bool) -> str:
    longest = max(len(token) for token in TOKENS)
    among = ", ".join(literal(token) for token in TOKENS)
    condition = f"length(v) <= {longest} AND v IN ({among})"
    if is_small:
        return f"map_from_entries(list((v, n)) FILTER (WHERE {condition}))"
    return f"histogram(v) FILTER (WHERE {condition})"


def _counts(values: Sequence[object], forms: Sequence[Form]) -> Counts:
    present, tokens, codes, *parsed = values
    return Counts(
        int(present),  # type: ignore[call-overload]
        dict(tokens or {}),  # type: ignore[call-overload]
        int(codes),  # type: ignore[call-overload]
        {form.key: int(count) for form, count in zip(forms, parsed, strict=True)},  # type: ignore[call-overload]
    )
