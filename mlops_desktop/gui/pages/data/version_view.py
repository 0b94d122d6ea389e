"""One dataset version: its rows and columns, rules, profile, imports, what was rejected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import ImportEvent
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.profile_parts import Associations
from mlops_desktop.core.rejects import Reject
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.card.about import AboutCard
from mlops_desktop.gui.pages.data.importing.rejected import RejectedView
from mlops_desktop.gui.pages.data.notes import FindingsCard, SourceCard
from mlops_desktop.gui.pages.data.profile.association_map import AssociationView
from mlops_desktop.gui.pages.data.profile.column_panel import ColumnPanel
from mlops_desktop.gui.pages.data.profile.columns import ProfileList
from mlops_desktop.gui.pages.data.rows.grid import RowsGrid
from mlops_desktop.gui.pages.data.rows.header import ColumnFace, faces
from mlops_desktop.gui.pages.data.rows.models import MOST_ROWS, Fetch
from mlops_desktop.gui.pages.data.rows.view import RowsView
from mlops_desktop.gui.pages.data.side import Side
from mlops_desktop.gui.pages.data.tabbed_card import TabbedCard
from mlops_desktop.gui.pages.data.tables import (
    import_columns,
    profile_columns,
    reject_count,
    rejects_sentence,
)
from mlops_desktop.gui.theme.resting import Resting
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.layouts import row
from mlops_desktop.gui.widgets.table_panel import TablePanel

if TYPE_CHECKING:
    from mlops_desktop.gui.pages.data.catalogue import Shown
    from mlops_desktop.services.datasets import DatasetDetails

ROWS, COLUMNS, RULES, PROFILE, ASSOCIATIONS, IMPORTS, REJECTED = range(7)


class VersionView(QWidget):
    """The middle and the right of the page while a version is looked at.

    Attributes:
        grid: the rows; columns, rejected, imports: what is behind the other tabs.
        column: the panel with the details of one column.
        make_rules: makes what is behind the tab of rules when it is first chosen.
        profile, associations: what is behind their tabs; None until these are first chosen.

    Signals:
        shown(): of another version.
        line_wanted(Reject): a line is to be seen as it stands in the file.
        rule_wanted(Reject): what a rejected value's column holds is to become a rule.
        mask_wanted(tuple[str, ...]): a recipe is to hide what these columns hold.
        rejects_wanted(DatasetDetails): all rejects of the version are to be written to a file.
    """

    shown = Signal()
    line_wanted = Signal(object)
    rule_wanted = Signal(object)
    mask_wanted = Signal(tuple)
    rejects_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        Resting(self)
        self._faces: tuple[ColumnFace, ...] = ()
        self.grid = RowsGrid(self.tr("Rows"), parent=self)
        self.failed: Callable[[UserError], object] | None = None
        self._imports: tuple[ImportEvent, ...] = ()
        self.rejects: tuple[Reject, ...] = ()
        self._rejects_said = ""
        self._details: DatasetDetails | None = None
        self.card = TabbedCard(self.tr("What of the version is shown"), self)
        self.tabs = self.card.tabs
        self.rows = RowsView(self.grid, self)
        self.card.add_tab(self.tr("Rows"), self.rows)
        self.card.add_late_tab(self.tr("Columns"), lambda: self.columns)
        self.make_rules: Callable[[], QWidget] = QWidget
        self.card.add_late_tab(self.tr("Rules"), self._make_rules)
        self.profile: ProfileList | None = None
        self.associations: AssociationView | None = None
        self._known: Associations | None = None
        self.card.add_late_tab(self.tr("Profile"), self._make_profile)
        self.card.add_late_tab(self.tr("Relations"), self._make_associations)
        self.card.add_late_tab(self.tr("Imports"), lambda: self.imports)
        self.card.add_late_tab(self.tr("Rejected"), lambda: self.rejected)
        self.findings = FindingsCard(self)
        self.findings.mask_wanted.connect(self.mask_wanted)
        self.about = AboutCard(self)
        self.source = SourceCard(self)
        self._lay_out()
        self.grid.column_activated.connect(self.show_column)
        self.grid.column_menu_wanted.connect(self._on_menu)

    @cached_property
    def column(self) -> ColumnPanel:
        """The details of one column, above the other cards; made when they are first asked for."""
        panel = ColumnPanel(self)
        panel.histogram.failed = self.failed
        panel.closed.connect(self.hide_column)
        panel.mask_wanted.connect(self.mask_wanted)
        self._side.put(panel, 0)
        panel.hide()
        return panel

    @cached_property
    def columns(self) -> TablePanel[ColumnFace]:
        """The columns as a table; made when it is first looked at."""
        table: TablePanel[ColumnFace] = TablePanel(
            profile_columns(), "columns", key=lambda face: face.column.name, parent=self
        )
        table.selected.connect(self._on_profile)
        table.opened.connect(self._on_profile)
        table.failed = self.failed
        table.set_records(self._faces)
        return table

    @cached_property
    def imports(self) -> TablePanel[ImportEvent]:
        """The imports as a table; made when it is first looked at."""
        table: TablePanel[ImportEvent] = TablePanel(
            import_columns(), "imports", key=lambda event: event.id, parent=self
        )
        table.failed = self.failed
        table.set_records(self._imports)
        return table

    @cached_property
    def rejected(self) -> RejectedView:
        """What was not taken; made when it is first looked at."""
        view = RejectedView(self.failed or _ignore, self, is_stored=True)
        view.line_wanted.connect(self.line_wanted)
        view.rule_wanted.connect(self.rule_wanted)
        view.all_wanted.connect(self._on_all_wanted)
        view.show_rejects(self.rejects, self._rejects_said)
        return view

    def _on_all_wanted(self) -> None:
        self.rejects_wanted.emit(self._details)

    def _fill_tables(self) -> None:
        """Fill the tables that were made already."""
        made = vars(self)
        if "columns" in made:
            self.columns.set_records(self._faces)
        if "imports" in made:
            self.imports.set_records(self._imports)
        if "rejected" in made:
            self.rejected.show_rejects(self.rejects, self._rejects_said)

    def _lay_out(self) -> None:
        self._side = Side(self.findings, self.about, self.source, parent=self)
        layout = row(spacing=SPACE_4)
        layout.addWidget(self.card, 1)
        layout.addWidget(self._side)
        self.setLayout(layout)

    @property
    def full_width(self) -> int:
        """The least pixels for the card and, in full width, what stands beside it."""
        return self.card.minimumSizeHint().width() + SPACE_4 + self._side.full_width

    def give(self, pixels: int) -> None:
        """Leave so many of these pixels to others, as far as can be."""
        self._side.give(pixels)

    def show_version(self, shown: Shown, fetch: Fetch) -> None:
        """Show a version; the tab stays the one that is open, if it has something to show."""
        self._details = details = shown.details
        profile = details.profile
        self._faces = faces(details.columns, profile.columns, profile.findings)
        self.hide_column()
        self.rows.show_version(self._faces, details.version.row_count, profile.head, fetch)
        self._known = profile.facts.associations if profile.facts else None
        self._fill_profile()
        self._fill_associations()
        self.card.set_tab(ASSOCIATIONS, self.tr("Relations"), is_shown=self._known is not None)
        self._imports, self.rejects = tuple(details.imports), tuple(shown.rejects)
        rejects = details.details.rejects if details.details else None
        count = reject_count(rejects) if rejects else 0
        said = rejects_sentence(rejects) if rejects else ""
        if said and details.base:
            said = self.tr("In the added file: {0}").format(said)
        self._rejects_said = said
        self._fill_tables()
        title = self.tr("Rejected ({0})").format(f"{count:,}")
        self.card.set_tab(REJECTED, title, is_shown=count > 0)
        self.card.set_tab(IMPORTS, self.tr("Imports"), is_shown=bool(details.imports))
        self.findings.show_findings(profile.findings, shown.batch.issues if shown.batch else ())
        self.source.show_details(details, shown.batch)
        # Of predictions the first question is who made them.
        self._place(self.source, 0 if shown.batch else 2)
        self._tell_rows(details.version.row_count)
        self.shown.emit()

    def _make_rules(self) -> QWidget:
        return self.make_rules()

    def _make_profile(self) -> QWidget:
        self.profile = ProfileList(self)
        self.profile.opened.connect(self.show_column)
        self._fill_profile()
        return self.profile

    def _fill_profile(self) -> None:
        if self.profile is not None:
            self.profile.set_faces(self._faces)

    def _make_associations(self) -> QWidget:
        self.associations = AssociationView(self)
        self.associations.map.failed = self.failed
        self._fill_associations()
        return self.associations

    def _fill_associations(self) -> None:
        if self.associations is not None and self._known is not None:
            self.associations.show_associations(self._known)

    def update_origin(self, shown: Shown) -> None:
        """Show what may have changed around a version that is shown already: its imports."""
        self._imports = tuple(shown.details.imports)
        self._fill_tables()
        self.source.show_details(shown.details, shown.batch)

    def place_about(self, *, is_urgent: bool) -> None:
        """Put the dataset's card above what is worth knowing, or below it."""
        self._place(self.about, 0 if is_urgent else 1)

    def _place(self, card: QWidget, place: int) -> None:
        """Put a card at a place below the details of a column."""
        self._side.put(card, place + ("column" in vars(self)))

    def faces(self) -> Sequence[ColumnFace]:
        """Return the columns."""
        return self._faces

    def show_column(self, place: int) -> None:
        """Show the details of a column at the right."""
        if 0 <= place < len(self._faces):
            self.column.show_column(self._faces[place])
            self.column.show()
            self.grid.header.set_chosen(place)

    def hide_column(self) -> None:
        """Put the details of a column away."""
        if "column" in vars(self):
            self.column.hide()
        self.grid.header.set_chosen(-1)

    def _tell_rows(self, count: int) -> None:
        note = ""
        if count > MOST_ROWS:
            note = self.tr("the first {0} of {1} rows").format(f"{MOST_ROWS:,}", f"{count:,}")
        self.card.set_note(note)

    def _on_profile(self, face: ColumnFace | None) -> None:
        if face is not None:
            self.show_column(self._faces.index(face))

    def _on_menu(self, section: int, place: QPoint) -> None:
        menu = self.grid.new_menu()
        details = QAction(self.tr("Details of {0}").format(self._faces[section].column.name), menu)
        details.setData(section)
        details.triggered.connect(self._on_details)
        menu.insertAction(menu.actions()[0], details)
        self.rows.add_column_actions(menu, section)
        menu.popup(place)

    def _on_details(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.show_column(int(action.data()))


def _ignore(_error: UserError) -> None:
    """Nobody listens."""


def subtitle_of(details: DatasetDetails) -> str:
    """Return the muted line below a version's name: "4,344 rows · 15 columns"."""
    version = details.version
    parts = [
        words.counted(version.row_count, "row"),
        words.counted(version.column_count, "column"),
    ]
    if version.is_hidden or details.dataset.is_hidden:
        parts.append(words.tr("hidden"))
    return " · ".join(parts)
