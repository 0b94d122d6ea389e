"""What can be done with a dataset or a version: train, export, rename, hide, restore."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QCheckBox

from mlops_desktop.core.dataset import Dataset, DatasetVersion
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.selection import EVERYTHING
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.catalogue import Entry
from mlops_desktop.gui.pages.data.rows.view import AsShown
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.buttons import MoreButton
from mlops_desktop.gui.widgets.dialog import Dialog, TextDialog
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services import exports, shelf

if TYPE_CHECKING:
    from mlops_desktop.services.datasets import DatasetDetails

T = TypeVar("T")
_FILTERS = {"csv": "CSV (*.csv)", "parquet": "Parquet (*.parquet)", "xlsx": "Excel (*.xlsx)"}


class DataActions(QObject):
    """The actions of the page; the "more" button and the context menus are made from them.

    ``compare_wanted(DatasetVersion)``: a version is to be compared with another one.
    ``recipe_wanted(DatasetVersion)``: a version is to be changed with a recipe.

    Args:
        as_shown: tells what the grid shows of the version that is shown.
    """

    compare_wanted = Signal(object)
    recipe_wanted = Signal(object)

    def __init__(self, page: Page, as_shown: Callable[[], AsShown]) -> None:
        super().__init__(page)
        self._page, self._as_shown = page, as_shown
        self._details: DatasetDetails | None = None
        self._button = MoreButton(self.tr("More actions"), parent=page)
        self._menu = self._button.offers
        self._menu.aboutToShow.connect(self._fill_menu)

    def button(self) -> MoreButton:
        """Return the "more" button for the page's header."""
        return self._button

    def show_for(self, details: DatasetDetails | None) -> None:
        """Act on this version; None takes the button away."""
        self._details = details
        self._button.setVisible(details is not None)

    def of_entry(self, entry: Entry) -> list[QAction]:
        """Return the actions of a dataset in the list."""
        dataset = entry.dataset
        actions = [self._make(self.tr("Rename {0}…").format(dataset.name), self.rename, dataset)]
        if dataset.is_hidden:
            actions.append(
                self._make(self.tr("Restore {0}").format(dataset.name), self.restore, _ref(dataset))
            )
        else:
            actions.append(
                self._make(self.tr("Hide {0}…").format(dataset.name), self.hide, _ref(dataset))
            )
        return actions

    def of_version(self, version: DatasetVersion) -> list[QAction]:
        """Return the actions of a version."""
        label = version.label
        actions = [
            self._make(self.tr("Train on {0}…").format(label), self.train, version),
            self._make(
                self.tr("Change {0} with a recipe…").format(label),
                self.recipe_wanted.emit,
                version,
            ),
            self._make(
                self.tr("Compare {0} with another version…").format(label),
                self.compare_wanted.emit,
                version,
            ),
            self._make(self.tr("Export {0}…").format(label), self.export, version),
            self._make(self.tr("Where did {0} come from?").format(label), self.lineage, version),
            self._make(self.tr("Copy the name"), self.copy_name, version),
        ]
        if version.is_hidden:
            actions.append(
                self._make(self.tr("Restore {0}").format(label), self.restore, _ref(version))
            )
        else:
            actions.append(self._make(self.tr("Hide {0}…").format(label), self.hide, _ref(version)))
        return actions

    def _fill_menu(self) -> None:
        for action in self._menu.actions():
            self._menu.removeAction(action)
            action.deleteLater()
        if self._details is None:
            return
        entry = Entry(self._details.dataset, self._details.versions)
        self._menu.addActions(self.of_version(self._details.version))
        self._menu.addSeparator()
        self._menu.addActions(self.of_entry(entry))

    def _make(self, title: str, run: Callable[[T], None], thing: T) -> QAction:
        action = _Action(title, partial(run, thing), self)
        action.triggered.connect(action.run)
        return action

    # What they do -------------------------------------------------------------------------

    def train(self, version: DatasetVersion) -> None:
        """Go to the train page with a version."""
        self._page.desk.navigate("train", _ref(version))

    def lineage(self, version: DatasetVersion) -> None:
        """Go to the lineage of a version."""
        self._page.desk.navigate("lineage", _ref(version))

    def copy_name(self, version: DatasetVersion) -> None:
        """Put ``bikes@2`` on the clipboard."""
        QGuiApplication.clipboard().setText(version.label)

    def export_csv(self) -> None:
        """Ask how and where to export the version that is shown."""
        if self._details is not None:
            self.export(self._details.version)

    def export(self, version: DatasetVersion) -> None:
        """Ask how and where to export a version."""
        is_shown = self._details is not None and self._details.version.id == version.id
        shown = self._as_shown() if is_shown else None
        ExportDialog(self._page, version, self._write, shown).open()

    def rename(self, dataset: Dataset) -> None:
        """Ask for a dataset's new name."""
        TextDialog(
            self._page,
            self.tr("Rename {0}").format(dataset.name),
            self.tr("Rename"),
            then=lambda name: self._rename(dataset, name),
            label=self.tr("New name"),
            text=dataset.name,
            hint=self.tr("Letters, digits, “_”, “-” and “.”. Version numbers stay."),
        ).open()

    def hide(self, ref: Reference) -> None:
        """Ask why, then hide a dataset or version."""
        TextDialog(
            self._page,
            self.tr("Hide {0}").format(_label(ref)),
            self.tr("Hide"),
            then=lambda reason: self._hide(ref, reason),
            label=self.tr("Reason"),
            hint=self.tr("It is kept in the log."),
            lead=self.tr(
                "It leaves the lists and can be restored. Models trained on it still work."
            ),
        ).open()

    def restore(self, ref: Reference) -> None:
        """List a dataset or version again."""
        page, session = self._page, self._page.desk.session
        page.change(
            lambda: shelf.restore(session, ref),
            lambda label: page.desk.say(self.tr("{0} is listed again.").format(label)),
        )

    def _rename(self, dataset: Dataset, name: str) -> None:
        page, session = self._page, self._page.desk.session
        if name != dataset.name:
            page.change(lambda: shelf.rename(session, _ref(dataset), name))

    def _hide(self, ref: Reference, reason: str) -> None:
        page, session = self._page, self._page.desk.session
        page.change(
            lambda: shelf.archive(session, ref, reason),
            lambda label: page.desk.say(
                self.tr("{0} is hidden.").format(label),
                action=self.tr("Undo"),
                on_action=lambda: self.restore(ref),
            ),
        )

    def _write(
        self,
        version: DatasetVersion,
        path: Path,
        *,
        is_safe: bool,
        shown: AsShown | None = None,
    ) -> None:
        page, session = self._page, self._page.desk.session
        selection, columns = (shown.selection, shown.columns) if shown else (EVERYTHING, ())
        page.job(
            self.tr("Exporting {0}").format(version.label),
            lambda work: exports.export_version(
                session,
                version.label,
                path,
                work,
                is_safe=is_safe,
                selection=selection,
                columns=columns,
            ),
            lambda rows: page.desk.say(
                self.tr("{0} written to {1}.").format(words.counted(rows, "row"), path)
            ),
        )


class _Action(QAction):
    """An action that knows what it is about."""

    def __init__(self, title: str, run: Callable[[], None], parent: QObject) -> None:
        super().__init__(title, parent)
        self._run = run

    def run(self) -> None:
        """Do it."""
        self._run()


class ExportDialog(Dialog):
    """Asks how a version is written, then where to.

    Args:
        shown: what the grid shows of it, where that is less than all, or in another order; it
            can be written instead.
    """

    help_topic = "data"

    def __init__(
        self,
        page: Page,
        version: DatasetVersion,
        write: Callable[..., None],
        shown: AsShown | None = None,
    ) -> None:
        super().__init__(
            page,
            page.tr("Export {0}").format(version.label),
            page.tr("Choose a file…"),
            lead=page.tr("{0} and {1}.").format(
                words.counted(version.row_count, "row"),
                words.counted(version.column_count, "column"),
            ),
        )
        self._page, self._version, self._write, self._shown = page, version, write, shown
        self.format = Choice(
            (
                ("csv", self.tr("CSV: UTF-8, commas, decimal points")),
                ("parquet", self.tr("Parquet: typed, exactly as stored")),
                ("xlsx", self.tr("Excel: typed cells, up to 1,048,575 rows")),
            ),
            parent=self,
        )
        self.format.setAccessibleName(self.tr("Format"))
        self.body.addWidget(self.format)
        self._add_choices()
        self.on_accept = self._choose

    def _add_choices(self) -> None:
        self.as_shown = QCheckBox("", self)
        self._add_shown()
        self.safe = QCheckBox(self.tr("Safe for spreadsheets"), self)
        self.format.currentIndexChanged.connect(self._on_format)
        self.body.addWidget(self.safe)
        self.body.addWidget(
            Text(
                self.tr(
                    "Texts that a spreadsheet would run as a formula get an apostrophe in front;"
                    " the file then differs from the version."
                ),
                TextRole.CAPTION,
                "muted",
                wrap=True,
                parent=self,
            )
        )

    def _add_shown(self) -> None:
        shown = self._shown
        self.as_shown.setVisible(shown is not None and not shown.is_everything)
        if shown is None or shown.is_everything:
            return
        only = self.tr("Only the rows shown ({0})").format(f"{shown.total:,}")
        self.as_shown.setText(only if shown.selection.where else self.tr("As the grid shows them"))
        told = Text(shown_words(shown), TextRole.CAPTION, "muted", wrap=True, parent=self)
        self.body.addWidget(self.as_shown)
        self.body.addWidget(told)

    def _on_format(self) -> None:
        # Parquet and Excel hold texts as texts: there is nothing to disarm.
        self.safe.setEnabled(self.format.value() == "csv")

    def _choose(self) -> None:
        kind = str(self.format.value())
        is_safe = kind == "csv" and self.safe.isChecked()
        version, write = self._version, self._write
        shown = self._shown if self.as_shown.isChecked() else None
        ending = f"{'_shown' if shown else ''}{'_safe' if is_safe else ''}"
        self.accept()
        choose_save_file(
            self._page,
            self.tr("Export {0}").format(version.label),
            f"{version.dataset}_v{version.number}{ending}.{kind}",
            _FILTERS[kind],
            lambda path: write(version, path, is_safe=is_safe, shown=shown),
        )


def shown_words(shown: AsShown) -> str:
    """Say what the grid shows: "Where price > 10, sorted by day (descending), 3 of 15 columns."."""
    parts = []
    if shown.selection.where:
        parts.append(words.tr("where {0}").format(shown.selection.where))
    if shown.selection.sort:
        keys = (
            words.tr("{0} (descending)").format(key.column) if key.is_descending else key.column
            for key in shown.selection.sort
        )
        parts.append(words.tr("sorted by {0}").format(", ".join(keys)))
    if shown.columns:
        told = words.tr("{0} of {1}").format(
            len(shown.columns), words.counted(shown.of_columns, "column")
        )
        parts.append(told)
    sentence = ", ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _ref(thing: Dataset | DatasetVersion) -> Reference:
    if isinstance(thing, DatasetVersion):
        return Reference(thing.dataset, thing.number, namespace=Namespace.DATA)
    return Reference(thing.name, namespace=Namespace.DATA)


def _label(ref: Reference) -> str:
    return str(ref).removeprefix(f"{Namespace.DATA}:")
