"""What is asked around a recipe: its name, which one to open, what to call what it makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.reference import check_name
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.tables import short_time
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.forms import FormRow
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.record_list import ListLine, RecordList
from mlops_desktop.services.recipes import RecipeRow

_RULE = "Only letters, digits, “_”, “-” and “.”, without spaces."


def name_problem(name: str) -> str:
    """Return what is wrong with a name; "" for nothing (an empty one is only not given yet)."""
    if not name:
        return ""
    try:
        check_name(name)
    except UserError:
        return words.tr(_RULE)
    return ""


class NameDialog(Dialog):
    """Asks for a name that must be a valid one, and a second text if wanted.

    Args:
        then: called with the name and the second text.
        hint_of: says what a valid name will do.
        more: label of the second, optional text; "" for none.
    """

    def __init__(  # noqa: PLR0913 - words of one dialog, all by name
        self,
        parent: QWidget,
        title: str,
        verb: str,
        *,
        then: Callable[[str, str], object],
        label: str,
        name: str,
        hint_of: Callable[[str], str],
        more: str = "",
        lead: str = "",
    ) -> None:
        super().__init__(parent, title, verb, lead=lead)
        self._then, self._hint_of = then, hint_of
        self.name = QLineEdit(name, self)
        self.name.setMaxLength(80)
        self.name.selectAll()
        self._row = FormRow(label, self.name, parent=self)
        self.body.addWidget(self._row)
        self.more = QLineEdit(self)
        if more:
            self.body.addWidget(FormRow(more, self.more, parent=self))
        self.more.setVisible(bool(more))
        self.on_accept = self._finish
        self.name.textChanged.connect(self._check)
        self._check()
        self.name.setFocus()

    def _check(self) -> None:
        name = self.name.text().strip()
        problem = name_problem(name)
        self._row.set_problem(problem)
        self._row.set_hint("" if problem or not name else self._hint_of(name))
        self.accept_button.setEnabled(bool(name) and not problem)

    def _finish(self) -> None:
        name, more = self.name.text().strip(), self.more.text().strip()
        self.accept()
        self._then(name, more)


class NewerRecipeDialog(Dialog):
    """Says that a recipe has a newer version than the person began with; asks what to do.

    Args:
        newest: its label; begun: number of the version begun with, 0 for none.
        save: keeps the person's steps as the next version; rename: asks for another name.
    """

    help_topic = "recipes"

    def __init__(
        self,
        parent: QWidget,
        newest: str,
        *,
        begun: int,
        save: Callable[[], object],
        rename: Callable[[], object],
    ) -> None:
        name = newest.rpartition("@")[0]
        said = parent.tr("{0} was saved meanwhile") if begun else parent.tr("There is {0} already")
        lead = parent.tr(
            "{1} has other steps than yours. If you save nevertheless, yours become the next"
            " version of {0}, without what {1} changed; {1} stays as it is."
        ).format(name, newest)
        verb = parent.tr("Save as the next version")
        super().__init__(parent, said.format(newest), verb, lead=lead)
        self._save, self._rename = save, rename
        other = self.tr("Save under another name…")
        self.other = LinkButton(other, self._on_other, parent=self)
        self.body.addLayout(row(self.other, None))
        self.on_accept = self._finish

    def _finish(self) -> None:
        self.accept()
        self._save()

    def _on_other(self) -> None:
        self.reject()
        self._rename()


class OpenRecipeDialog(Dialog):
    """Asks which saved recipe to open.

    Args:
        then: called with its label.
    """

    help_topic = "recipes"

    def __init__(
        self, parent: QWidget, rows: Sequence[RecipeRow], then: Callable[[str], object]
    ) -> None:
        super().__init__(parent, parent.tr("Open a recipe"), parent.tr("Open"))
        self._then = then
        self.list: RecordList[RecipeRow] = RecordList(
            recipe_line, self.tr("Recipes"), key=lambda item: item.recipe.id, parent=self
        )
        self.list.setMinimumHeight(theme.px(240))
        self.list.set_records(rows)
        self.body.addWidget(self.list, 1)
        self.list.opened.connect(self._finish)
        self.list.selected.connect(self._on_selected)
        self.on_accept = self._finish
        self.list.select(lambda _: True)
        self._on_selected()

    def _on_selected(self, *_: object) -> None:
        self.accept_button.setEnabled(self.list.current() is not None)

    def _finish(self, *_: object) -> None:
        chosen = self.list.current()
        if chosen is not None and chosen.newest is not None:
            self.accept()
            self._then(chosen.newest.label)


def recipe_line(item: RecipeRow) -> ListLine:
    """Return how a saved recipe stands in a list."""
    newest = item.newest
    when = short_time(newest.created_at) if newest else ""
    note = f" · {newest.note}" if newest and newest.note else ""
    return ListLine(
        newest.label if newest else item.recipe.name,
        f"{words.counted(item.steps, 'step')}{note}",
        aside=when,
        is_aside_muted=True,
    )
