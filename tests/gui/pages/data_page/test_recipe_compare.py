"""Which rows, columns and cells a step changed."""

from __future__ import annotations

from mlops_desktop.core.dataset import Cell, Column, ColumnType, SemanticType
from mlops_desktop.core.recipes.column_steps import DropColumns, Rename
from mlops_desktop.core.recipes.outcome import RecipePreview, StepOutcome, TablePart
from mlops_desktop.core.recipes.row_steps import FilterRows, Sort
from mlops_desktop.core.recipes.step import Step
from mlops_desktop.core.recipes.value_steps import Clip, Derive
from mlops_desktop.gui.pages.data.recipes.compare import Sign, sides
from mlops_desktop.gui.pages.data.recipes.tables import first_change

S, C, A, R = Sign.SAME, Sign.CHANGED, Sign.ADDED, Sign.REMOVED


def part(names: str, *rows: tuple[Cell, ...], kind: ColumnType = ColumnType.NUMBER) -> TablePart:
    return TablePart(tuple(Column(n, kind, SemanticType.NUMBER) for n in names.split()), rows)


def preview(before: TablePart, after: TablePart, step: Step) -> RecipePreview:
    outcome = StepOutcome(1, step.kind, step.words(), len(before.rows), len(after.rows))
    return RecipePreview(before, after, outcome, (), len(before.rows), len(before.rows))


def test_cells_with_another_value_are_marked_on_both_sides() -> None:
    step = Clip(("x",), high=2)
    before, after = sides(
        preview(part("x y", (1, 5), (9, 5)), part("x y", (1, 5), (2, 5)), step), step
    )
    assert after.columns == (C, S)
    assert [after.sign(row, 0) for row in (0, 1)] == [S, C]
    assert before.sign(1, 0) is C
    assert before.columns == (S, S)


def test_a_new_column_and_one_that_goes_are_marked_by_sign() -> None:
    step = Derive("z", "x + y")
    _, after = sides(preview(part("x y", (1, 2)), part("x y z", (1, 2, 3)), step), step)
    assert after.columns == (S, S, A)
    drop = DropColumns(("x",))
    before, _ = sides(preview(part("x y", (1, 2)), part("y", (2,)), drop), drop)
    assert before.columns == (R, S)
    assert before.sign(0, 0) is R


def test_a_renamed_column_is_the_same_one_and_its_old_name_is_told() -> None:
    step = Rename((("x", "price"),))
    before, after = sides(preview(part("x y", (1, 2)), part("price y", (1, 2)), step), step)
    assert before.columns == (S, S)
    assert after.columns == (C, S)
    assert after.notes == ("x", "")
    assert not after.cells


def test_rows_that_a_filter_drops_are_marked_and_the_others_are_not_called_changed() -> None:
    step = FilterRows("x > 1")
    rows: list[tuple[Cell, ...]] = [(1,), (2,), (1,), (3,)]
    before, after = sides(preview(part("x", *rows), part("x", (2,), (3,)), step), step)
    assert before.rows == (R, S, R, S)
    assert after.columns == (S,)
    assert not after.cells


def test_after_sorting_no_cell_is_called_changed() -> None:
    step = Sort(("x",))
    _, after = sides(preview(part("x", (2,), (1,)), part("x", (1,), (2,)), step), step)
    assert not after.cells
    assert after.columns == (S,)


def test_a_column_of_another_type_is_changed_even_where_its_values_look_alike() -> None:
    step = Clip(("x",), high=2)
    after_part = part("x", (1,), kind=ColumnType.INTEGER)
    _, after = sides(preview(part("x", (1,)), after_part, step), step)
    assert after.columns == (C,)


def test_what_rows_are_sorted_by_is_brought_into_sight() -> None:
    step = Sort(("y", "x"))
    pair = sides(preview(part("x y", (1, 5), (9, 2)), part("x y", (9, 2), (1, 5)), step), step)
    assert [first_change(side, step) for side in pair] == [1, 1]
    drop = FilterRows("x > 1")
    _, after = sides(preview(part("x y", (1, 5), (9, 2)), part("x y", (9, 2)), drop), drop)
    assert first_change(after, drop) == -1
