"""What would change this answer? One row, columns to leave alone, the answer in sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from mlops_desktop.core.dataset import ColumnType, DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.judging import Change, Explanation
from mlops_desktop.core.model import ModelVersion, VersionFacts
from mlops_desktop.core.training import Signature
from mlops_desktop.gui import numerals
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.forms import Choice, FormRow, NumberField
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services import datasets, explaining, models
from mlops_desktop.services.session import Session

_SHOWN = 12
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the row (from 1 on), columns left alone, and what is to be reached."""

    table: str
    row: int
    keep: tuple[str, ...]
    beyond: str | None


@dataclass(frozen=True, slots=True)
class Askable:
    """What can be asked about: a version's inputs, and the tables whose rows it can answer."""

    version: ModelVersion
    facts: VersionFacts
    tables: tuple[DatasetVersion, ...]


class WhatIf(QObject):
    """Opens the dialog and answers it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def ask(self, version: ModelVersion, table: str = "", row: int = 1) -> None:
        """Ask about a row of a dataset version; of what the version learned from, unless given."""
        session = self._page.desk.session
        self._page.load(
            lambda: _askable(session, version, table),
            partial(self._open, table, row),
            key="what if",
        )

    def _open(self, table: str, row: int, found: Askable) -> None:
        dialog = WhatIfDialog(self._page, found, self._answer)
        dialog.choose(table, row)
        dialog.open()

    def _answer(self, dialog: WhatIfDialog, label: str, asked: Asked) -> None:
        session = self._page.desk.session
        self._page.desk.gateway.job(
            self.tr("Asking {0} about row {1}").format(label, asked.row),
            lambda work: explaining.what_would_change(
                session,
                f"model:{label}",
                f"data:{asked.table}",
                asked.row,
                work,
                keep=asked.keep,
                beyond=asked.beyond,
            ),
            dialog.show_answer,
            dialog.show_error,
            owner=dialog,
            is_quiet=True,
        )


class WhatIfDialog(Dialog):
    """Chooses a row and tells what would change its answer.

    Args:
        then: called with the dialog, the version's label, and what is asked.
    """

    help_topic = "models"

    def __init__(
        self,
        parent: QWidget,
        found: Askable,
        then: Callable[[WhatIfDialog, str, Asked], object],
    ) -> None:
        lead = parent.tr(
            "The smallest changes of one column or two are searched among values that {0} has seen "
            "while it learned."
        ).format(found.version.label)
        title = parent.tr("What would change this answer?")
        super().__init__(parent, title, parent.tr("Find changes"), lead=lead)
        self._found, self._then = found, then
        self.setMinimumWidth(theme.px(560))
        self.table = Choice([(item.label, _words(item)) for item in found.tables], parent=self)
        self.row = NumberField(1, 1, 1, parent=self)
        self.wanted = _wanted_field(found.facts, self)
        self.columns = QStandardItemModel(self)
        self.keep = QListView(self)
        self._fill_columns()
        self.answer = Text("", TextRole.STRONG, wrap=True, parent=self).selectable()
        self.changes = Text("", TextRole.BODY, wrap=True, parent=self).selectable()
        self.about = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self).selectable()
        self._lay_out()
        self.table.currentIndexChanged.connect(self._on_table)
        if isinstance(self.wanted, QLineEdit):
            self.wanted.textChanged.connect(self._on_wanted)
        self.on_accept = self._ask
        self.cancel_button.setText(self.tr("Close"))
        self._on_table()
        self._on_wanted()

    def _lay_out(self) -> None:
        place = row(
            FormRow(self.tr("Data"), self.table, parent=self),
            FormRow(self.tr("Row"), self.row, parent=self),
        )
        place.setStretch(0, 2)
        place.setStretch(1, 1)
        self.body.addLayout(place)
        is_class = isinstance(self.wanted, Choice)
        words = self.tr("Answer wanted") if is_class else self.tr("Value to be passed")
        hint = "" if is_class else self.tr("Up or down from what it answers now.")
        self.body.addWidget(FormRow(words, self.wanted, hint, parent=self))
        self.body.addWidget(
            FormRow(
                self.tr("Leave alone"),
                self.keep,
                self.tr("Ticked columns stay as they are: nobody can change a date of birth."),
                parent=self,
            )
        )
        for widget in (self.answer, self.changes, self.about):
            self.body.addWidget(widget)
            widget.hide()

    def _fill_columns(self) -> None:
        for field in self._found.facts.signature.inputs:
            item = QStandardItem(field.name)
            item.setCheckable(True)
            item.setEditable(False)
            self.columns.appendRow(item)
        self.keep.setModel(self.columns)
        self.keep.setUniformItemSizes(True)
        self.keep.setFixedHeight(theme.px(112))

    def choose(self, table: str, number: int) -> None:
        """Choose a row; a table that is not offered leaves what there is."""
        self.table.set_value(table)
        self.row.setValue(number)
        if table:
            self.row.setFocus()

    def kept(self) -> tuple[str, ...]:
        """Return the columns to be left as they are."""
        items = [self.columns.item(at) for at in range(self.columns.rowCount())]
        return tuple(item.text() for item in items if item.checkState() is Qt.CheckState.Checked)

    def beyond(self) -> str | None:
        """Return what is to be reached; None: any other class."""
        if isinstance(self.wanted, Choice):
            value = self.wanted.value()
            return str(value) if value is not None else None
        return self.wanted.text().strip() or None

    def _on_table(self, *_index: object) -> None:
        chosen = self.table.value()
        found = next((item for item in self._found.tables if item.label == chosen), None)
        self.row.setMaximum(found.row_count if found is not None else 1)

    def _on_wanted(self, *_text: object) -> None:
        is_ready = isinstance(self.wanted, Choice) or bool(self.beyond())
        self.accept_button.set_enabled(is_ready, self.tr("Say which value is to be passed."))

    def _ask(self) -> None:
        self.bar.clear()
        self.accept_button.set_enabled(False, self.tr("It is being asked."))
        asked = Asked(str(self.table.value()), self.row.value(), self.kept(), self.beyond())
        self._then(self, self._found.version.label, asked)

    def show_answer(self, found: Explanation) -> None:
        """Tell it in sentences."""
        self.accept_button.setEnabled(True)
        signature = self._found.facts.signature
        self.answer.setText(answer_sentence(self._found.version.label, found, signature))
        lines = [
            f"{at}. {change_sentence(item, signature)}" for at, item in enumerate(found.changes, 1)
        ]
        self.changes.setText("\n".join(lines) or found.why_none)
        self.about.setText(_about(found, signature))
        for widget in (self.answer, self.changes, self.about):
            widget.show()

    def show_error(self, error: UserError) -> None:
        """Say what went wrong; an older answer is taken away."""
        for widget in (self.answer, self.changes, self.about):
            widget.hide()
        super().show_error(error)


def answer_sentence(label: str, found: Explanation, signature: Signature) -> str:
    """Return what the version answers now."""
    sure = f" ({_percent(found.probability)})" if found.probability is not None else ""
    return f"{label} answers {_answer(found.answer, signature)}{sure} for row {found.row:,}."


def change_sentence(change: Change, signature: Signature) -> str:
    """Return one change in a sentence, with how large it is."""
    parts = [
        f"{name} were {_value(name, needed, signature)} instead of "
        f"{_value(name, now, signature) or 'missing'}"
        for name, now, needed in change.changes
    ]
    about = [] if change.probability is None else [_percent(change.probability)]
    about.append(f"size {change.size:.2f}")
    answer = _answer(change.answer, signature)
    return f"If {' and '.join(parts)}, it would answer {answer} ({', '.join(about)})."


def _about(found: Explanation, signature: Signature) -> str:
    values = [
        f"{name} {_value(name, value, signature) or '–'}" for name, value in found.values[:_SHOWN]
    ]
    more = " …" if len(found.values) > _SHOWN else ""
    return (
        f"The row: {' · '.join(values)}{more}\n"
        f"Wanted: {found.wanted}; {found.tried:,} changed rows were tried. Size: the share of the "
        "training rows between both values, 1 for a category. This says how the model answers, not "
        "what would happen in the world."
    )


def _answer(text: str, signature: Signature) -> str:
    """Return an answer: a class as it is named, a number as the window writes it."""
    return text if signature.classes else _number(text, 4)


def _value(name: str, text: str, signature: Signature) -> str:
    """Return a value; of a number six digits, so that small changes are still told apart."""
    field = next((item for item in signature.inputs if item.name == name), None)
    if field is not None and field.type == ColumnType.NUMBER:
        return _number(text, 6)
    return _short(text)


def _number(text: str, digits: int) -> str:
    try:
        value = float(text)
    except ValueError:
        return _short(text)
    shown = numerals.number(value, digits)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _percent(share: float) -> str:
    return f"{100 * share:.1f}\u00a0%"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _wanted_field(facts: VersionFacts, parent: QWidget) -> Choice | QLineEdit:
    """Return the field for what is to be reached: a class, or a number to be passed."""
    classes = facts.signature.classes
    if not classes:
        return QLineEdit(parent)
    options: list[tuple[object, str]] = [(None, parent.tr("any other one"))]
    return Choice([*options, *((name, name) for name in classes)], parent=parent)


def _words(version: DatasetVersion) -> str:
    return f"{version.label} ({version.row_count:,} rows)"


def _askable(session: Session, version: ModelVersion, table: str) -> Askable:
    """Return what the dialog offers: the rows it learned from, then each dataset's newest."""
    details = models.version(session, f"model:{version.label}")
    tables = (details.dataset, *datasets.newest_tables(session))
    found = {item.label: item for item in tables}
    if table and table not in found:
        found[table] = datasets.show(session, f"data:{table}").version
    return Askable(version, details.facts, tuple(found.values()))
