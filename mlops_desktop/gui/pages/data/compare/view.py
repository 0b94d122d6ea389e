"""Two versions compared: the sentence, the columns' changes, the rows that differ, what moved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.diff import ColumnDiff, DiffRows, RowChange, TableDiff
from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.gateway import About
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data.catalogue import Catalogue
from mlops_desktop.gui.pages.data.compare.cards import ComparedCards
from mlops_desktop.gui.pages.data.compare.column import ColumnComparison
from mlops_desktop.gui.pages.data.compare.rules import ComparedRules
from mlops_desktop.gui.pages.data.compare.tables import (
    SPREAD,
    SpreadDelegate,
    matching_words,
    moved_columns,
    row_columns,
    schema_lines,
)
from mlops_desktop.gui.pages.data.tabbed_card import TabbedCard
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.resting import Resting
from mlops_desktop.gui.theme.scale import SPACE_4, TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import CheckList
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services import data_diff

_PAGE = 100
ROWS, COLUMNS, RULES, CARDS = range(4)


class CompareView(QWidget):
    """What differs between the version asked about and another one, chosen at the top.

    Attributes:
        against: the other version.
        rows, columns: the tables; summary: the sentence.
        column: the chosen column, large.
        rules: what the rules said of both; cards: what is stated about two datasets.
    """

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        Resting(self)
        self._page = page
        self._version: DatasetVersion | None = None
        self._diff: TableDiff | None = None
        self._job: Job | None = None
        self.against = Choice(parent=self)
        self.against.setAccessibleName(self.tr("The version to compare with"))
        self.summary = Text("", TextRole.STRONG, wrap=True, parent=self).selectable()
        self._matching = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.schema = CheckList(parent=self)
        self.rows: TablePanel[RowChange] = TablePanel((), "changed rows", parent=self)
        self.columns: TablePanel[ColumnDiff] = TablePanel(
            moved_columns(), "moved columns", key=lambda c: c.name, parent=self
        )
        self.columns.view.setItemDelegateForColumn(SPREAD, SpreadDelegate(parent=self))
        self.card = TabbedCard(self.tr("What of the comparison is shown"), self)
        self.card.add_tab(self.tr("Rows"), self.rows)
        self.column = ColumnComparison(self)
        self.column.setFixedWidth(min(theme.px(280), 350))
        self.column.hide()
        both = row(self.columns, self.column, spacing=SPACE_4)
        both.setStretch(0, 1)
        self.card.add_tab(self.tr("Columns"), boxed(both, self))
        self.rules = ComparedRules(page)
        self.rules.told = self._on_rules
        self.card.add_tab(self.tr("Rules"), self.rules)
        self.cards = ComparedCards(page)
        self.card.add_tab(self.tr("About"), self.cards)
        self._lay_out()
        for table in (self.rows, self.columns):
            table.failed = page.show_error
        self.column.overlay.failed = page.show_error
        self.against.activated.connect(self._on_other)
        self.columns.selected.connect(self._on_column)
        self.card.tabs.currentChanged.connect(self._on_tab)

    def _lay_out(self) -> None:
        upper = Card(parent=self)
        words = Text(self.tr("Compared with"), TextRole.SECONDARY, "muted", parent=self)
        self.against.setMaximumWidth(320)
        upper.add(row(words, self.against, None))
        lower = column(spacing=SPACE_4)
        self._told = Card(parent=self)
        self._told.add(self.summary, self._matching, self.schema)
        lower.addWidget(self._told)
        lower.addWidget(self.card, 1)
        self.states = PageStates(boxed(lower, self), parent=self)
        layout = column(spacing=SPACE_4)
        layout.addWidget(upper)
        layout.addWidget(self.states, 1)
        self.setLayout(layout)

    @property
    def version(self) -> DatasetVersion | None:
        """The version that is compared."""
        return self._version

    @property
    def diff(self) -> TableDiff | None:
        """What was found."""
        return self._diff

    def open(self, version: DatasetVersion, catalogue: Catalogue) -> None:
        """Compare a version with the one before it, or the nearest there is."""
        self._version = version
        others = others_of(version, catalogue)
        self.against.set_options((item, item.label) for item in others)
        if not others:
            empty = EmptyState(
                "data",
                self.tr("There is no other version to compare with."),
                detail=self.tr("Import a later file into the same dataset."),
                parent=self,
            )
            self.states.show_empty(empty)
            return
        self.against.set_value(others[0])
        self._compare()

    def stop(self) -> None:
        """End a comparison that is still running."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _on_other(self) -> None:
        self._compare()

    def _on_tab(self, place: int) -> None:
        note = self.tr("Spread: bars are after, lines before") if place == COLUMNS else ""
        self.card.set_note(note)

    def _compare(self) -> None:
        self.stop()
        other, version = self.against.value(), self._version
        if not isinstance(other, DatasetVersion) or version is None:
            return
        before, after = in_order(other, version)
        session = self._page.desk.session
        self._diff = None
        self.states.show_loading()
        self._job = self._page.job(
            self.tr("Comparing {0} with {1}").format(after.label, before.label),
            lambda work: data_diff.compare(session, before.label, after.label, None, work),
            self.show_diff,
            failed=self._on_failed,
        )

    def _on_failed(self, error: UserError) -> None:
        self._job = None
        self.states.show_failed(error, self._compare)

    def show_diff(self, diff: TableDiff) -> None:
        """Show what was found."""
        self._job = None
        self._diff = diff
        self.summary.setText(f"{diff.before} → {diff.after}: {diff.summary}")
        self._matching.setText(matching_words(diff))
        self.schema.set_lines(schema_lines(diff))
        self.schema.setVisible(bool(diff.schema))
        self.rows.set_columns(row_columns(diff))
        found = diff.rows
        self.rows.set_records(found.rows, self._more if found.total > len(found.rows) else None)
        title = self.tr("Rows that differ ({0})").format(f"{found.total:,}")
        self.card.set_tab(ROWS, title, is_shown=True)
        self.columns.set_records(by_movement(diff.columns))
        self._on_column(self.columns.current())
        self.rules.look(diff)
        # A card is a dataset's: both versions of one dataset have the same.
        is_other = diff.before.rpartition("@")[0] != diff.after.rpartition("@")[0]
        self.card.set_tab(CARDS, self.tr("About"), is_shown=is_other)
        if is_other:
            self.cards.look(diff)
        if not found.total:
            self.card.tabs.setCurrentIndex(COLUMNS)
        self.states.show_content()

    def _on_column(self, item: ColumnDiff | None) -> None:
        self.column.setVisible(item is not None)
        if item is not None and self._diff is not None:
            self.column.show_column(item, (self._diff.before, self._diff.after))

    def _on_rules(self, count: int) -> None:
        title = self.tr("Rules ({0})").format(f"{count:,}") if count else self.tr("Rules")
        self.card.set_tab(RULES, title, is_shown=True)

    def _more(self, offset: int) -> None:
        diff, session = self._diff, self._page.desk.session
        if diff is None:
            return
        self._page.desk.gateway.read(
            lambda: data_diff.changes(session, diff, offset, _PAGE),
            _Taker(self, diff),
            self._page.show_error,
            owner=self,
            key="changes",
            on=About.ROWS,
        )

    def take(self, diff: TableDiff, page: DiffRows) -> None:
        """Add a further page of rows, unless another comparison is shown by now."""
        if diff is self._diff:
            is_last = page.offset + len(page.rows) >= page.total
            self.rows.append_records(page.rows, is_last=is_last)


class _Taker:
    """Hands a page of rows on together with the comparison it belongs to."""

    def __init__(self, view: CompareView, diff: TableDiff) -> None:
        self._view, self._diff = view, diff

    def __call__(self, page: DiffRows) -> None:
        self._view.take(self._diff, page)


def others_of(version: DatasetVersion, catalogue: Catalogue) -> list[DatasetVersion]:
    """Return what a version can be compared with: its own dataset's first, the nearest before."""
    every = [item for entry in catalogue.entries for item in entry.versions]
    own = [v for v in every if v.dataset_id == version.dataset_id and v.id != version.id]
    own.sort(key=lambda v: (v.number > version.number, abs(v.number - version.number)))
    return own + [v for v in every if v.dataset_id != version.dataset_id]


def in_order(
    other: DatasetVersion, version: DatasetVersion
) -> tuple[DatasetVersion, DatasetVersion]:
    """Return before and after: of one dataset the lower number first."""
    if other.dataset_id == version.dataset_id and other.number > version.number:
        return version, other
    return other, version


def by_movement(columns: Sequence[ColumnDiff]) -> list[ColumnDiff]:
    """Return the columns, added and removed ones first, then those that moved most."""
    return sorted(columns, key=lambda item: (-_distance(item), -item.changed))


def _distance(item: ColumnDiff) -> float:
    return 2.0 if item.movement is None else item.movement.moved or 0.0
