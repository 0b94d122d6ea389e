"""The pieces of a tour that are about data: import, profile, rules, comparison, recipe."""

from __future__ import annotations

from pathlib import Path

from e2e.touring import Tour
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from mlops_desktop.gui.pages.data.importing.view import REJECTED as REJECTED_OF_FILE
from mlops_desktop.gui.pages.data.recipes.dialogs import NameDialog
from mlops_desktop.gui.pages.data.recipes.expression import ExpressionEdit
from mlops_desktop.gui.pages.data.recipes.steps import AddStepDialog
from mlops_desktop.gui.pages.data.rules.form import RuleDialog, SuggestDialog
from mlops_desktop.gui.pages.data.version_view import (
    ASSOCIATIONS,
    COLUMNS,
    PROFILE,
    REJECTED,
    RULES,
)

CITIES = ("Rome", "Oslo", "Lyon", "Graz")


def write_deliveries(path: Path, *, is_later: bool) -> Path:
    """Write deliveries as a person's spreadsheet gives them: semicolons, decimal commas.

    It cannot be told which part of their dates is the day; one line has too few fields, some prices
    are no numbers. The later file misses a few, has newer ones, dearer ones and a column more.
    """
    lines = []
    for number in range(20, 460) if is_later else range(400):
        day = f"{number % 12 + 1:02}/{number // 12 % 12 + 1:02}/2013"
        price = number % 37 * 1.25 + (4.5 if is_later and number % 9 == 0 else 0)
        weight = "" if number % 11 == 0 else f"{number % 23 / 2:.1f}"
        cells = [f"{number:05}", day, f"{price:.2f}", weight, CITIES[number % 4]]
        cells += ["express" if number % 5 == 0 else "normal"] if is_later else []
        lines.append(";".join(cells).replace(".", ","))
    lines[40] = "00040;broken"
    for place, said in ((100, "cheap"), (200, "on request"), (300, "cheap")):
        cells = lines[place].split(";")
        lines[place] = ";".join([*cells[:2], said, *cells[3:]])
    head = "parcel;sent;price;weight;city" + (";way" if is_later else "")
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def open_preview(tour: Tour, path: Path) -> None:
    """Drop a file and wait for its preview."""
    tour.begin("import: preview")
    tour.drop(path)
    tour.wait(lambda: tour.window.stack.current == "data" and tour.page.is_importing)
    tour.settle()


def take_in(tour: Tour) -> None:
    """Import what is previewed."""
    page = tour.page
    tour.begin("import: taking in")
    tour.press(page.header.primary)
    tour.wait(lambda: not page.is_importing)
    tour.settle()


def import_dropped(tour: Tour, path: Path, picture: str = "") -> None:
    """Import a file that needs no decision."""
    open_preview(tour, path)
    if picture:
        tour.picture(picture)
    take_in(tour)


def import_with_a_question(tour: Tour, path: Path) -> None:
    """Look at what would be rejected, answer what is asked, import."""
    open_preview(tour, path)
    view = tour.page.importing
    assert [question.column for question in view.questions.questions] == ["sent"]
    tour.picture("import_question")
    tour.begin("import: rejected")
    tour.tab(view.tabs, REJECTED_OF_FILE)
    assert view.rejected.isVisible()
    tour.picture("import_rejected")
    tour.begin("import: answer")
    tour.link(view.questions.questions[0].answers[0].title)
    tour.wait(lambda: not view.questions.isVisible())
    tour.settle()
    take_in(tour)
    assert tour.page.details.version.label == "deliveries@1"
    tour.begin("rejected rows")
    tour.tab(tour.page.version.tabs, REJECTED)
    tour.picture("data_rejected")


def look_at_profile(tour: Tour) -> None:
    """Open the tabs that tell of the columns, and one column's details."""
    version = tour.page.version
    for tab, name in (
        (COLUMNS, "data_columns"),
        (PROFILE, "data_profile"),
        (ASSOCIATIONS, "data_associations"),
    ):
        tour.begin(name.replace("_", ": "))
        tour.tab(version.tabs, tab)
        tour.picture(name)
    tour.begin("data: profile")
    tour.tab(version.tabs, PROFILE)
    tour.begin("data: one column")
    tour.click_row(version.profile.view, 2)
    assert version.column.isVisible()
    tour.picture("data_column")
    version.hide_column()


def judge_by_rules(tour: Tour) -> None:
    """Take the rules that are suggested, and one that fails; look at its rows."""
    page = tour.page
    tour.begin("rules")
    tour.tab(page.version.tabs, RULES)
    view = page.rules.view
    tour.press(view.suggest)
    suggested = tour.dialog(SuggestDialog)
    tour.picture("rules_suggested", suggested)
    count = len(suggested.ticks.names())
    assert count > 5
    tour.press(suggested.accept_button)
    _until_checked(tour, count)
    tour.begin("rules: adding one")
    tour.press(view.add)
    dialog = tour.dialog(RuleDialog)
    dialog.kind.set_value("range")
    dialog.fields["column"].set_value("price")
    tour.qtbot.keyClicks(dialog.fields["high"], "40")
    dialog.fields["severity"].set_value("block")
    tour.picture("rules_form", dialog)
    tour.press(dialog.accept_button)
    _until_checked(tour, count + 1)
    assert "cannot be trained on" in view.sentence.text()
    tour.click_row(view.table.view, count)
    tour.wait(view.failing.isVisible)
    tour.settle()
    tour.picture("rules")


def _until_checked(tour: Tour, count: int) -> None:
    rules = tour.page.rules
    tour.wait(lambda: len(rules.known.rules) == count and rules.known.is_current)
    tour.settle()


def compare_versions(tour: Tour, path: Path) -> None:
    """Import the later file under the same name, and follow the offer to compare."""
    open_preview(tour, path)
    tour.picture("import_remembered")
    take_in(tour)
    tour.begin("compare")
    tour.link("Compare with deliveries@1")
    view = tour.page.comparison
    tour.wait(lambda: view.diff is not None)
    tour.settle()
    tour.picture("compare_rows")
    tour.tab(view.card.tabs, 1)
    tour.picture("compare_columns")
    tour.press(tour.page._close_button)
    assert not tour.page.is_comparing


def make_by_recipe(tour: Tour) -> None:
    """Change July step by step, look at each, and make a dataset of it."""
    page = tour.page
    assert page.browser.choose("bikes_2011_july")
    tour.settle()
    tour.begin("recipe: opening")
    tour.choose(page.actions_.button().menu(), "Change bikes_2011_july@1 with a recipe")
    tour.wait(lambda: page.is_editing_recipe)
    tour.settle()
    tour.picture("recipe_empty")
    _write_steps(tour)
    tour.picture("recipe")
    tour.begin("recipe: looking back")
    tour.click_row(page.recipes.view.steps.list.view, 0)
    tour.wait(lambda: page.recipes.view.summary.text() == "744 → 434 rows")
    tour.picture("recipe_filter")
    tour.begin("recipe: running")
    tour.press(page.header.primary)
    dialog = tour.dialog(NameDialog)
    dialog.name.setText("busy_hours")
    tour.picture("recipe_run", dialog)
    tour.press(dialog.accept_button)
    tour.wait(lambda: not page.is_editing_recipe)
    tour.settle()
    assert page.details.version.label == "busy_hours@1"
    tour.picture("recipe_made")


def _write_steps(tour: Tour) -> None:
    """Four steps: fewer rows, a new column, outliers clipped, an order."""
    fields = _add_step(tour, "keep or drop rows", "filter_rows")
    _type(tour, fields["condition"].edit, "hr between 7 and 20")
    assert fields["condition"].value() == "hr between 7 and 20"
    fields = _add_step(tour, "compute", "derive")
    _type(tour, fields["column"].edit, "feels")
    _type(tour, fields["expression"].edit, "atemp * 50")
    fields = _add_step(tour, "clip", "clip")
    _tick(tour, fields["columns"].ticks.view, "hum")
    _type(tour, fields["high"].edit, "0.9")
    fields = _add_step(tour, "sort", "sort")
    _tick(tour, fields["columns"].ticks.view, "bikers")
    tour.qtbot.wait(250)
    tour.settle()


def _add_step(tour: Tour, search: str, kind: str) -> dict[str, QWidget]:
    editor = tour.page.recipes
    tour.begin("recipe: adding a step")
    count = len(editor.flow.recipe.steps)
    if count:
        tour.press(editor.view.steps.add)
    else:
        tour.link("Add a step…")
    dialog = tour.dialog(AddStepDialog)
    if not count:
        tour.picture("recipe_kinds", dialog)
    tour.qtbot.keyClicks(dialog.search, search)
    for number in range(dialog.kinds.count()):
        found = dialog._kind(dialog.kinds.item(number))
        if found is not None and found.kind == kind:
            dialog.kinds.setCurrentRow(number)
    tour.press(dialog.accept_button)
    assert editor.flow.recipe.steps[-1].kind == kind
    tour.settle()
    return editor.view.form.fields


def _type(tour: Tour, edit: QWidget, text: str) -> None:
    tour.begin("recipe: typing")
    tour.qtbot.keyClicks(edit, text)
    if isinstance(edit, ExpressionEdit) and edit.suggestions.isVisible():
        tour.qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert tour.page.is_editing_recipe
    tour.qtbot.wait(250)
    tour.settle()


def _tick(tour: Tour, view: QAbstractItemView, name: str) -> None:
    """Tick a name in a list."""
    tour.begin("recipe: choosing")
    model = view.model()
    index = next(
        found
        for row in range(model.rowCount())
        if str((found := model.index(row, 0)).data()).startswith(name)
    )
    view.scrollTo(index)
    area = view.visualRect(index)
    spot = QPoint(area.left() + 14, area.center().y())
    tour.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    tour.qtbot.wait(250)
    tour.settle()
