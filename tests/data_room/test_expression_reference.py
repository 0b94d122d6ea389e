"""The engine's answers equal those of a plain evaluator, row by row."""

from __future__ import annotations

import math

import duckdb
import pytest
from core.expression_trees import COLUMNS, NAMES, VALUES, nodes
from data_room.expression_reference import evaluate
from hypothesis import given, settings
from hypothesis import strategies as st

from mlops_desktop.core.dataset import ColumnType
from mlops_desktop.core.expressions import Expression, check
from mlops_desktop.data.expressions import to_sql
from mlops_desktop.data.forms import SQL_TYPES

_IDENTIFIERS = {name: f"c{at}" for at, name in enumerate(NAMES.values())}
_ROWS = st.lists(st.tuples(*(st.none() | VALUES[kind] for kind in NAMES)), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def _answers(engine, sql, rows):
    kinds = [SQL_TYPES[kind] for kind in NAMES]
    one = "(" + ", ".join(f"CAST(? AS {kind})" for kind in kinds) + ")"
    names = ", ".join(_IDENTIFIERS.values())
    table = f"(VALUES {', '.join([one] * len(rows))}) AS given({names})"
    found = engine.execute(f"SELECT {sql} FROM {table}", [v for row in rows for v in row])
    return [row[0] for row in found.fetchall()]


def _same(found, expected) -> bool:
    if isinstance(found, float) and isinstance(expected, float):
        return math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-300)
    return type(found) is type(expected) and found == expected


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.sampled_from(list(ColumnType)).flatmap(nodes), _ROWS)
def test_every_row_gets_the_value_that_the_meaning_says(engine, tree, rows) -> None:
    expression = Expression(tree)
    sql = to_sql(check(expression, COLUMNS), _IDENTIFIERS)
    for row, found in zip(rows, _answers(engine, sql, rows), strict=True):
        expected = evaluate(tree, dict(zip(NAMES.values(), row, strict=True)))
        assert _same(found, expected), (found, expected)
