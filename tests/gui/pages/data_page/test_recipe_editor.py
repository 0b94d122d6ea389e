"""Editing a recipe over the bike rentals: steps, form, preview, keeping, running."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mlops_desktop.core.recipes.catalogue import STEPS
from mlops_desktop.core.recipes.outcome import Fitting
from mlops_desktop.core.recipes.recipe import Recipe, from_text, step_from_json
from mlops_desktop.core.recipes.value_steps import Filling, FillMissing
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.recipes.dialogs import (
    NameDialog,
    NewerRecipeDialog,
    OpenRecipeDialog,
)
from mlops_desktop.gui.pages.data.recipes.expression import ExpressionField
from mlops_desktop.gui.pages.data.recipes.flow import RecipeFlow
from mlops_desktop.gui.pages.data.recipes.steps import AddStepDialog
from mlops_desktop.gui.pages.data.recipes.view import RecipeView
from mlops_desktop.gui.pages.data.recipes.words import Fit
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.services import datasets, recipes, transforming
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
Settle = Callable[[], None]

CLIP = {"kind": "clip", "columns": ["temp"], "how": "given limits", "low": 0.5, "high": 0.7}
DAYTIME = {"kind": "filter_rows", "condition": "hr between 7 and 20"}


class Editor:
    """The editor, and what a test does with it."""

    def __init__(self, page: DataPage, settle: Settle) -> None:
        self.page, self.settle = page, settle
        self.flow: RecipeFlow = page.recipes.flow
        self.view: RecipeView = page.recipes.view

    def add(self, **values: object) -> None:
        """Add a step as JSON says."""
        self.flow.open_recipe(
            Recipe("", steps=(*self.flow.recipe.steps, step_from_json(values, 1)))
        )
        self.flow.look_at(len(self.flow.recipe.steps) - 1)
        self.settle()

    def append(self, **values: object) -> None:
        """Add a step to the recipe that is open, as JSON says."""
        self.flow._apply(self.flow.history.now.added(step_from_json(values, 1)))
        self.settle()

    def lines(self) -> list[tuple[str, str, Mark | None]]:
        """Return titles, second lines and marks of the steps."""
        model = self.view.steps.list
        described = [model._model._describe(item) for item in model.records()]
        return [(line.title, line.detail, line.mark) for line in described]

    def heads(self, *, before: bool = False) -> list[str]:
        """Return the heads of one table, with their signs."""
        rows = (self.view.before if before else self.view.after).rows
        across = Qt.Orientation.Horizontal
        return [rows.headerData(n, across) for n in range(rows.columnCount())]

    def words(self) -> list[str]:
        """Return the steps in words."""
        return [step.words() for step in self.flow.recipe.steps]


@pytest.fixture
def edit(own: Session, july: Path, open_page: Open, settle: Settle) -> Editor:
    """The editor, open over 744 hours."""
    datasets.import_file(own, july, "july")
    page = open_page(own)
    version = page.browser.chosen()
    assert version is not None
    page.actions_.recipe_wanted.emit(version)
    settle()
    assert page.is_editing_recipe
    return Editor(page, settle)


def child(page: QWidget, kind: type[QWidget]) -> QWidget:
    found = page.window().findChildren(kind)[-1]
    assert isinstance(found, kind)
    return found


def test_an_empty_recipe_shows_the_version_and_one_way_on(edit: Editor) -> None:
    assert edit.page.header.title() == "Change july@1 with a recipe"
    assert edit.view.list_states.state is State.EMPTY
    assert edit.heads()[:2] == ["season", "mnth"]
    assert edit.flow.why_not() == "Add a step first."


def test_a_step_is_found_by_typing_and_added(edit: Editor, qtbot: QtBot) -> None:
    edit.flow.ask_for_step()
    dialog = child(edit.page, AddStepDialog)
    assert isinstance(dialog, AddStepDialog)
    qtbot.keyClicks(dialog.search, "duplicates")
    assert dialog.titles() == ["Drop duplicates"]
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    edit.settle()
    assert edit.words() == ["Of rows equal in all columns keep the first"]


def test_the_preview_follows_what_is_typed_and_marks_what_changed(
    edit: Editor, qtbot: QtBot
) -> None:
    edit.flow.add_step(STEPS["derive"])
    edit.settle()
    assert edit.lines()[0][2] is Mark.WATCH
    qtbot.keyClicks(edit.view.form.fields["column"].edit, "feels")  # type: ignore[attr-defined]
    field = edit.view.form.fields["expression"]
    assert isinstance(field, ExpressionField)
    qtbot.keyClicks(field.edit, "temp * 41")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    edit.settle()
    assert edit.lines() == [("1  Compute feels as temp * 41", "Compute a column", Mark.FINE)]
    assert edit.heads()[-1] == "+ feels"
    assert edit.view.summary.text() == "744 → 744 rows"


def test_rows_that_go_and_cells_that_change_carry_their_sign(edit: Editor) -> None:
    edit.add(**DAYTIME)
    before = edit.view.before.rows
    assert before.index(0, 0).data() == "− 3"
    assert before.index(7, 0).data() == "3"
    assert edit.view.summary.text() == "744 → 434 rows"
    edit.add(**CLIP)
    assert "~ temp" in edit.heads()
    place = edit.heads().index("~ temp")
    cells = [edit.view.after.rows.index(n, place).data() for n in range(14)]
    assert any(text.startswith("~ 0.7") for text in cells)


def test_a_step_that_does_not_fit_says_so_and_shows_what_it_would_see(edit: Editor) -> None:
    edit.add(**CLIP)
    edit.flow.look_at(0)
    edit.add(kind="drop_columns", columns=["temp"])
    edit.flow._on_move(1, 0)
    edit.flow.look_at(1)
    edit.settle()
    (_, _, first), (_, why, second) = edit.lines()
    assert (first, second) == (Mark.FINE, Mark.PROBLEM)
    assert why == "There is no column “temp” at this point."
    assert edit.view.after_states.state is State.EMPTY
    assert "temp" not in edit.heads(before=True)
    assert edit.flow.why_not().startswith("Step 2 does not fit")
    assert edit.page.header.primary is not None
    assert not edit.page.header.primary.isEnabled()


def test_completion_offers_columns_and_is_taken_with_tab(edit: Editor, qtbot: QtBot) -> None:
    edit.flow.add_step(STEPS["filter_rows"])
    edit.settle()
    field = edit.view.form.fields["condition"]
    assert isinstance(field, ExpressionField)
    field.edit.setFocus()
    qtbot.waitUntil(field.edit.hasFocus)
    qtbot.keyClicks(field.edit, "hr > 5 and wea")
    assert field.suggestions.isVisible()
    assert field.suggestions.texts()[0] == "weathersit"
    qtbot.keyClick(field.edit, Qt.Key.Key_Tab)
    assert field.value() == "hr > 5 and weathersit "
    assert not field.suggestions.isVisible()
    edit.settle()


def test_a_wrong_expression_has_a_caret_below_the_place(edit: Editor, qtbot: QtBot) -> None:
    edit.flow.add_step(STEPS["filter_rows"])
    edit.settle()
    field = edit.view.form.fields["condition"]
    assert isinstance(field, ExpressionField)
    qtbot.keyClicks(field.edit, "hr > nothing")
    assert field.caret.text() == "hr > nothing\n     ^"
    edit.settle()
    assert edit.lines()[0][2] is Mark.PROBLEM


def test_changes_are_undone_by_keyboard_even_inside_a_field(edit: Editor, qtbot: QtBot) -> None:
    edit.add(**CLIP)
    low = edit.view.form.fields["low"].edit  # type: ignore[attr-defined]
    low.setFocus()
    qtbot.waitUntil(low.hasFocus)
    low.selectAll()
    qtbot.keyClicks(low, "0.61")
    assert edit.words() == ["Clip values of temp below 0.61 and above 0.7"]
    qtbot.keyClick(low, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert edit.words() == ["Clip values of temp below 0.5 and above 0.7"]
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(edit.view.form.fields["low"].edit, Qt.Key.Key_Z, both)  # type: ignore[attr-defined]
    assert edit.words() == ["Clip values of temp below 0.61 and above 0.7"]
    assert low.text() == "0.61"
    edit.settle()


def test_steps_are_moved_copied_and_removed_by_keyboard_and_dragged(
    edit: Editor, qtbot: QtBot
) -> None:
    edit.add(**DAYTIME)
    edit.add(**CLIP)
    view = edit.view.steps.list.view
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert edit.words()[0].startswith("Clip")
    qtbot.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(edit.words()) == 3
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert len(edit.words()) == 2
    start = view.visualRect(view.model().index(0, 0)).center()
    end = view.visualRect(view.model().index(1, 0)).bottomLeft() + QPoint(40, 10)
    port = view.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(port, start + QPoint(0, 20))
    qtbot.mouseMove(port, end)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)
    assert edit.words()[1].startswith("Clip")
    edit.settle()


def test_a_recipe_is_saved_and_opened_again(edit: Editor, qtbot: QtBot) -> None:
    edit.add(**DAYTIME)
    edit.page.recipes.keeping.ask_to_save()
    dialog = child(edit.page, NameDialog)
    assert isinstance(dialog, NameDialog)
    dialog.name.setText("no spaces here")
    assert not dialog.accept_button.isEnabled()
    dialog.name.setText("daytime")
    with qtbot.waitSignal(edit.page.desk.said):
        dialog.accept_button.click()
    edit.settle()
    assert edit.flow.subtitle == "daytime · 1 step"
    assert [row.recipe.name for row in recipes.list_recipes(edit.page.desk.session)] == ["daytime"]
    edit.flow.open_recipe(Recipe(""))
    edit.page.recipes.keeping.ask_for_recipe()
    edit.settle()
    chooser = child(edit.page, OpenRecipeDialog)
    assert isinstance(chooser, OpenRecipeDialog)
    chooser.accept_button.click()
    edit.settle()
    assert (edit.flow.recipe.name, edit.words()) == (
        "daytime",
        ["Keep rows where hr between 7 and 20"],
    )


def question(edit: Editor, qtbot: QtBot) -> NewerRecipeDialog:
    """Wait for what is asked when somebody else saved a recipe of that name."""
    window = edit.page.window()
    qtbot.waitUntil(lambda: bool(window.findChildren(NewerRecipeDialog)), timeout=20_000)
    asked = child(edit.page, NewerRecipeDialog)
    assert isinstance(asked, NewerRecipeDialog)
    return asked


def test_a_version_that_somebody_else_saved_meanwhile_is_told_before_anything_is_saved(
    edit: Editor, qtbot: QtBot
) -> None:
    session, keeping = edit.page.desk.session, edit.page.recipes.keeping
    edit.add(**DAYTIME)
    with qtbot.waitSignal(edit.page.desk.said):
        keeping.save("daytime")
    theirs = Recipe("daytime", steps=(step_from_json(CLIP, 1),))
    recipes.save(session, theirs, "daytime")
    edit.append(**CLIP)
    keeping.save("daytime", "with limits")
    asked = question(edit, qtbot)
    assert asked.windowTitle() == "daytime@2 was saved meanwhile"
    assert recipes.owner_of(session, "daytime").newest == 2
    assert edit.flow.history.is_changed
    with qtbot.waitSignal(edit.page.desk.said) as said:
        asked.accept_button.click()
    assert said.args[0].text == "Saved as daytime@3."
    edit.settle()
    assert recipes.document(session, "daytime@2").steps == theirs.steps
    assert recipes.version_of(session, "daytime").note == "with limits"
    assert recipes.document(session, "daytime").steps == edit.flow.recipe.steps
    assert not edit.flow.history.is_changed


def test_a_name_that_another_recipe_has_is_told_and_can_be_changed(
    edit: Editor, qtbot: QtBot
) -> None:
    session, keeping = edit.page.desk.session, edit.page.recipes.keeping
    recipes.save(session, Recipe("daytime", steps=(step_from_json(CLIP, 1),)))
    edit.add(**DAYTIME)
    keeping.save("daytime")
    asked = question(edit, qtbot)
    assert asked.windowTitle() == "There is daytime@1 already"
    asked.other.click()
    assert isinstance(child(edit.page, NameDialog), NameDialog)
    assert recipes.owner_of(session, "daytime").newest == 1


def test_an_opened_recipe_is_saved_without_a_question_while_nobody_else_changed_it(
    edit: Editor, qtbot: QtBot
) -> None:
    session, keeping = edit.page.desk.session, edit.page.recipes.keeping
    recipes.save(session, Recipe("daytime", steps=(step_from_json(CLIP, 1),)))
    keeping.open_saved("daytime@1")
    edit.settle()
    edit.append(**DAYTIME)
    with qtbot.waitSignal(edit.page.desk.said) as said:
        keeping.save("daytime")
    assert said.args[0].text == "Saved as daytime@2."
    edit.settle()


def test_a_recipe_is_written_to_a_file_and_read_from_one(edit: Editor, tmp_path: Path) -> None:
    edit.add(**CLIP)
    target = tmp_path / "clip.json"
    edit.page.recipes.keeping.write(target)
    edit.settle()
    steps = edit.flow.recipe.steps
    assert from_text(target.read_text(encoding="utf-8")).steps == steps
    edit.flow.open_recipe(Recipe(""))
    edit.page.recipes.keeping.open_file(target)
    edit.settle()
    assert edit.flow.recipe.steps == steps


def test_running_makes_a_version_that_knows_its_recipe_and_can_be_made_again(
    edit: Editor, samples: Path, qtbot: QtBot
) -> None:
    edit.add(**DAYTIME)
    page, session = edit.page, edit.page.desk.session
    edit.page.recipes.running.ask_to_run()
    dialog = child(page, NameDialog)
    assert isinstance(dialog, NameDialog)
    dialog.name.setText("daytime")
    told = [label.text() for label in dialog.findChildren(QLabel)]
    assert "Becomes daytime@1; the recipe is saved as daytime, or as its next version." in told
    with qtbot.waitSignal(page.desk.said, timeout=30_000) as said:
        dialog.accept_button.click()
    assert said.args[0].text == "daytime@1 was made by the recipe daytime@1: 434 rows."
    assert said.args[0].action == "Where it came from"
    edit.settle()
    assert not page.is_editing_recipe
    assert page.details is not None
    assert page.details.version.label == "daytime@1"
    panel = page.origin.panel
    assert panel is not None
    assert ("Rows", "744 → 434") in panel.facts.facts()
    assert not panel.again.isEnabled()
    datasets.append_file(session, samples / "bikes_2011_june.csv", "july")
    page.origin.look()
    edit.settle()
    assert panel.again.isEnabled()
    panel.again.click()
    edit.settle()
    assert datasets.show(session, "daytime").version.row_count == 854
    panel.edit.click()
    edit.settle()
    assert page.is_editing_recipe
    assert edit.words() == ["Keep rows where hr between 7 and 20"]


def test_leaving_an_unsaved_recipe_offers_the_way_back(edit: Editor, qtbot: QtBot) -> None:
    edit.flow.add_step(STEPS["sort"])
    edit.settle()
    with qtbot.waitSignal(edit.page.desk.said) as said:
        edit.page.leave_aside()
    assert not edit.page.is_editing_recipe
    said.args[0].on_action()
    assert edit.page.is_editing_recipe
    assert edit.words() == ["Sort by nothing"]


def test_a_step_in_the_middle_is_looked_at_with_one_question(
    edit: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit.add(**DAYTIME)
    edit.add(kind="derive", column="feels", expression="atemp * 50")
    edit.add(kind="clip", columns=["feels"], how="given limits", high=40)
    asked: list[int] = []
    preview = recipes.preview

    def counted(*given: Any, **named: Any) -> Any:
        asked.append(given[3])
        return preview(*given, **named)

    monkeypatch.setattr(recipes, "preview", counted)
    edit.flow.look_at(0)
    edit.settle()
    assert asked == [1]
    tried = edit.flow.tried
    assert tried is not None
    assert [state.fit for state in tried.states] == [Fit.GOOD] * 3
    assert tried.columns[3][-1].name == "feels"
    edit.add(kind="drop_columns", columns=["nothing"])
    asked.clear()
    edit.flow.look_at(0)
    edit.settle()
    assert asked == [1, 4], "what does not fit is named by a second question"
    tried = edit.flow.tried
    assert tried is not None
    assert [state.fit for state in tried.states] == [*[Fit.GOOD] * 3, Fit.WRONG]


def test_a_recipe_is_run_again_with_the_values_that_were_recorded(
    own: Session, tmp_path: Path, open_page: Open, settle: Settle
) -> None:
    def bring(*values: str) -> None:
        file = tmp_path / "t.csv"
        file.write_text("\n".join(["id,x", *(f"{n},{v}" for n, v in enumerate(values))]))
        datasets.import_file(own, file, "t")

    bring("1", "3", "")
    mean = Recipe("mean", "", (FillMissing(("x",), Filling.MEAN),))
    transforming.transform(own, mean, "t", "full")
    bring("100", "300", "")
    page = open_page(own)
    assert page.browser.choose("full")
    settle()
    panel = page.origin.panel
    assert panel is not None
    assert panel.fitting.isVisibleTo(panel)
    panel.fitting.set_value(Fitting.RECORDED)
    panel.again.click()
    settle()
    assert [row[1] for row in datasets.rows(own, "full@2").rows] == [100.0, 300.0, 2.0]
    assert ("Values of", "full@1") in panel.facts.facts()
    assert not panel.fitting.isVisibleTo(panel), "there are no newer rows"
