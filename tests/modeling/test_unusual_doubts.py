"""Before rows unlike the others are looked for: what would make rows stand out for no reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType, Severity
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.modeling.table import Table
from mlops_desktop.modeling.unusual_doubts import find_doubts

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = 60


def table(**columns: tuple[Column, list[object]]) -> Table:
    made = {"amount": (Column("amount", ColumnType.NUMBER, SemanticType.NUMBER), _amounts())}
    made |= columns
    frame = pd.DataFrame({name: values for name, (_, values) in made.items()})
    return Table(frame, tuple(column for column, _ in made.values()))


def _amounts() -> list[object]:
    return [float(row * 37 % 101) for row in range(ROWS)]


def titles(found) -> dict[str, Severity]:
    return {item.title: item.severity for item in found}


def test_rows_without_anything_odd_about_their_columns_raise_no_doubt() -> None:
    assert find_doubts(table(), SplitPlan(), None, NOW) == ()


def test_what_makes_rows_stand_out_for_no_reason_is_told() -> None:
    days = pd.to_datetime(["2025-03-01"] * (ROWS - 2) + ["2031-01-01"] * 2)
    found = find_doubts(
        table(
            always=(Column("always", ColumnType.INTEGER, SemanticType.INTEGER), [7] * ROWS),
            number=(
                Column("number", ColumnType.INTEGER, SemanticType.INTEGER),
                list(range(ROWS)),
            ),
            note=(
                Column("note", ColumnType.TEXT, SemanticType.TEXT),
                [f"said by {row}" for row in range(ROWS)],
            ),
            seldom=(
                Column("seldom", ColumnType.NUMBER, SemanticType.NUMBER),
                [float(row) if row % 4 == 0 else None for row in range(ROWS)],
            ),
            paid=(Column("paid", ColumnType.DATETIME, SemanticType.DATE), list(days)),
        ),
        SplitPlan(),
        None,
        NOW,
    )
    assert titles(found) == {
        "always has no more than one value": Severity.WARN,
        "number numbers or names the rows": Severity.WARN,
        "note holds 60 different texts": Severity.NOTE,
        "seldom is missing in 75 % of the rows": Severity.WARN,
        "paid is in the future in 2 rows": Severity.WARN,
    }
    assert all(item.columns for item in found)


def test_copies_of_rows_are_counted_and_no_column_is_blamed() -> None:
    made = table()
    frame = pd.concat([made.frame, made.frame.iloc[:6]], ignore_index=True)
    (found,) = find_doubts(Table(frame, made.columns), SplitPlan(), None, NOW)
    assert found.title.startswith("6 rows (9")
    assert found.title.endswith("are copies of an earlier one")
    assert found.columns == ()


def test_columns_that_nothing_is_learned_from_are_not_doubted() -> None:
    labels = Column("odd", ColumnType.INTEGER, SemanticType.INTEGER)
    group = Column("shop", ColumnType.INTEGER, SemanticType.INTEGER)
    made = table(odd=(labels, [0] * ROWS), shop=(group, [1] * ROWS))
    plan = SplitPlan(SplitMethod.GROUPED, group_by="shop")
    assert find_doubts(made, plan, "odd", NOW) == ()
