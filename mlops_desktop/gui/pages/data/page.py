"""What do I have, and is it sound? Datasets, their versions, and the import of files."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.changes import EntityKind
from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.rejects import Reject
from mlops_desktop.gui.page import Ask, Desk
from mlops_desktop.gui.pages.data.actions import DataActions
from mlops_desktop.gui.pages.data.asides import Asides
from mlops_desktop.gui.pages.data.browser import Browser
from mlops_desktop.gui.pages.data.card.flow import CardFlow
from mlops_desktop.gui.pages.data.catalogue import Catalogue, Shown, read_catalogue, read_version
from mlops_desktop.gui.pages.data.compare.view import others_of
from mlops_desktop.gui.pages.data.importing.flow import ImportFlow
from mlops_desktop.gui.pages.data.importing.incoming import Incoming
from mlops_desktop.gui.pages.data.importing.preview_words import imported_sentence
from mlops_desktop.gui.pages.data.importing.source_line import LineReader
from mlops_desktop.gui.pages.data.recipes.desk import OriginLinks, OriginWatch
from mlops_desktop.gui.pages.data.rows.grid import MOST_COPIED
from mlops_desktop.gui.pages.data.rows.source import RowSource
from mlops_desktop.gui.pages.data.rules.tab import RulesTab
from mlops_desktop.gui.pages.data.version_view import VersionView, subtitle_of
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.drop_zone import dropped_files
from mlops_desktop.gui.widgets.layouts import boxed, row
from mlops_desktop.gui.widgets.message_bar import PageMessage
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.services.datasets import DatasetDetails, ImportSummary
from mlops_desktop.services.masking import mask_step


class DataPage(Asides):
    """Datasets and versions at the left, the chosen one beside them; or the preview of a file."""

    key, title, icon = "data", "Data", "data"
    interested_in = frozenset({EntityKind.DATASET, EntityKind.PREDICTION})
    help_topic = "data"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._details: DatasetDetails | None = None
        self.browser = Browser(self)
        self.version = VersionView(self)
        self.version_states = PageStates(self.version, parent=self)
        self.rows = RowSource(self, self.version.rows)
        self._lines = LineReader(self)
        self.rules = RulesTab(self, self.version, lambda: self._details)
        self.actions_ = DataActions(self, self.version.rows.as_shown)
        self.card_flow = CardFlow(self, self.version.about, self.version.place_about)
        self._lay_out()
        self._connect()
        self._show_header()

    def _lay_out(self) -> None:
        browse = row(spacing=SPACE_4)
        self.browser.share_with(self, self.version)
        browse.addWidget(self.browser)
        browse.addWidget(self.version_states, 1)
        self._stack.addWidget(boxed(browse, self))
        self.content.setLayout(self._stack)
        self._import_button = self.header.add_button(
            self.tr("Import data…"), self.desk.import_file, icon="upload"
        )
        self._cancel_button = self.header.add_button(self.tr("Cancel"), self.leave_import)
        self._close_button = self.header.add_button(self.tr("Close"), self.leave_aside)
        self.header.add_widget(self.actions_.button())

    def _connect(self) -> None:
        self.browser.version_chosen.connect(self._load_details)
        self.browser.hidden_wanted.connect(self._on_hidden_wanted)
        self.browser.set_menus(self.actions_.of_entry, self.actions_.of_version)
        self.actions_.compare_wanted.connect(self.compare)
        self.actions_.recipe_wanted.connect(self.edit_recipe)
        self.version.shown.connect(self.origin.look)
        self.version.line_wanted.connect(self._on_line_wanted)
        self.version.rejects_wanted.connect(self._lines.save_rejects)
        self.version.mask_wanted.connect(self._on_mask_wanted)
        paste = QAction(self.tr("Import the pasted table…"), self)
        paste.setShortcut(QKeySequence.StandardKey.Paste)
        paste.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.triggered.connect(self.paste)
        self.addAction(paste)
        grid = self.version.grid
        grid.too_much_to_copy.connect(self._on_too_much)
        self.version.failed = self.show_error

    @cached_property
    def flow(self) -> ImportFlow:
        """The course of an import."""
        flow = ImportFlow(self, self.importing)
        flow.changed.connect(self._on_flow_changed)
        flow.on_imported = self._on_imported
        return flow

    def make_empty(self) -> EmptyState:
        """Say what would be here, with the one button that brings it."""
        return EmptyState(
            "data",
            self.tr("Nothing imported yet."),
            self.tr("Import data…"),
            self._ask_for_file,
            detail=self.tr("Drop a file or a folder here, paste a table, or choose a file."),
            parent=self,
        )

    def _ask_for_file(self) -> None:
        self.desk.import_file()

    # Looking ------------------------------------------------------------------------------

    @cached_property
    def origin(self) -> OriginWatch:
        """What tells of a version that a recipe made it."""
        links = OriginLinks(
            shown=lambda: self._details.version if self._details else None,
            edit=self.edit_recipe,
            again=self.make_again,
        )
        return OriginWatch(self, self.version.source, links)

    @property
    def details(self) -> DatasetDetails | None:
        """The version that is shown."""
        return self._details

    def refresh(self) -> None:
        """Read the list of datasets again."""
        session = self.desk.session
        include_hidden = self.browser.hidden.isChecked()
        self.load(
            lambda: read_catalogue(session, include_hidden=include_hidden),
            self._on_catalogue,
            # Behind an open preview there is nothing to load visibly.
            key="catalogue" if self.is_importing else "load",
        )

    def prepare(self, ref: object) -> bool:
        """Make the preview of files, which is half the page."""
        is_new = isinstance(ref, Path) and "importing" not in vars(self)
        return is_new and self.importing is not None

    def show_reference(self, ref: object) -> None:
        """Show a version, or the preview of a file that is to be imported."""
        if isinstance(ref, Path):
            self.open_file(ref)
        elif ref is Ask.PASTE:
            self.paste()
        elif isinstance(ref, Reference):
            self.leave_import()
            self.leave_aside()
            if not self.browser.choose(ref.name, ref.number):
                # It may be new, or hidden: look again.
                self._wanted = ref
                self.refresh()

    def _on_catalogue(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.browser.show_catalogue(catalogue)
        if self.is_importing:
            self.flow.renew_targets(catalogue)
            return
        if not catalogue.entries and not catalogue.hidden:
            self._details = None
            self.states.show_empty()
            self._show_header()
            return
        self.states.show_content()
        if not self._choose_wanted():
            self._keep_or_choose_first()

    def _choose_wanted(self) -> bool:
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return False
        if self.browser.choose(wanted.name, wanted.number):
            return True
        if not self.browser.hidden.isChecked() and wanted.name in self._catalogue.taken:
            # It is hidden, and somebody followed a link to it: show it nevertheless.
            self._wanted = wanted
            self.browser.hidden.setChecked(True)
            return True
        self.show_error(_unknown(self._catalogue, wanted))
        return False

    def _keep_or_choose_first(self) -> None:
        chosen = self.browser.chosen()
        entry = self.browser.entry()
        if chosen is not None and entry is not None:
            listed = entry.version(chosen.number)
            if listed is not None:
                self._load_details(listed)
                return
            if self.browser.choose(entry.dataset.name):
                return
        first = next((e for e in self._catalogue.entries if e.newest is not None), None)
        if first is not None:
            self.browser.choose(first.dataset.name)
        else:
            self._details = None
            self._show_header()
            self.version_states.show_empty(
                EmptyState("hide", self.tr("All datasets are hidden."), parent=self)
            )

    def _load_details(self, version: DatasetVersion) -> None:
        session = self.desk.session
        ref = Reference(version.dataset, version.number)
        self.version_states.show_loading()
        self.load(
            lambda: read_version(session, ref),
            self._on_details,
            key="details",
            failed=self._on_details_failed,
        )

    def _on_details(self, shown: Shown) -> None:
        details = shown.details
        is_other = self._details is None or self._details.version.id != details.version.id
        self._details = details
        if is_other:
            self.rows.begin(details)
            self.version.show_version(shown, self.rows.fetch)
        else:
            self.version.update_origin(shown)
        self.card_flow.show_for(details.version)
        self.version_states.show_content()
        self._show_header()

    def _on_details_failed(self, error: UserError) -> None:
        self.version_states.show_failed(error, self.refresh)

    def _on_line_wanted(self, reject: Reject) -> None:
        if self._details is not None:
            self._lines.show_stored(self._details, reject, self.version.rejects)

    def _on_mask_wanted(self, columns: tuple[str, ...]) -> None:
        if self._details is not None:
            self.edit_recipe(self._details.version, first=mask_step(columns))

    def _on_too_much(self, count: int) -> None:
        self.bar.show_message(
            PageMessage(
                "copy",
                self.tr("{0} rows are too many for the clipboard.").format(f"{count:,}"),
                self.tr("Copy at most {0} rows, or export the version as CSV.").format(
                    f"{MOST_COPIED:,}"
                ),
                Tone.WARN,
                self.tr("Export CSV…"),
                self.actions_.export_csv,
            )
        )

    def _on_hidden_wanted(self, _wanted: bool) -> None:
        self.refresh()

    def train(self) -> None:
        """Go to the train page with the version that is shown."""
        if self._details is not None:
            version = self._details.version
            self.desk.navigate(
                "train", Reference(version.dataset, version.number, namespace=Namespace.DATA)
            )

    # Importing ----------------------------------------------------------------------------

    def paste(self) -> None:
        """Open the preview of the table, or the copied file, on the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        # Some systems have nothing at all to give while the clipboard is empty.
        files = dropped_files(data) if data is not None else ()
        if files:
            self.open_file(files[0])
        elif data is not None and data.hasText() and data.text().strip():
            self.open_incoming(Incoming.pasted(data.text()))
        else:
            self.bar.show_message(
                PageMessage(
                    "paste",
                    self.tr("There is no table on the clipboard."),
                    self.tr("Copy cells in a spreadsheet, with their heads, and paste again."),
                    Tone.WARN,
                )
            )

    def open_file(self, path: Path) -> None:
        """Open the preview of a file, or of a folder of files."""
        self.open_incoming(Incoming.from_path(path))

    def open_incoming(self, incoming: Incoming) -> None:
        """Open the preview of what is to be imported."""
        self.leave_aside()
        self.bar.clear()
        self._stack.setCurrentWidget(self.importing)
        self.states.show_content()
        self.flow.open(incoming, self._catalogue)
        self.importing.target.name.setFocus()

    def leave_import(self) -> None:
        """Close the preview; nothing was stored."""
        if not self.is_importing:
            return
        self.flow.stop_reading()
        self.bar.clear()
        self._stack.setCurrentIndex(0)
        self._show_header()
        self.refresh()

    def _on_flow_changed(self) -> None:
        if self.is_importing:
            self._show_header()

    def _on_imported(self, summary: ImportSummary, *, is_shown: bool) -> None:
        if is_shown or not self.is_importing:
            self._wanted = Reference(summary.version.dataset, summary.version.number)
            self.leave_import()
        version, told = summary.version, imported_sentence(summary)
        others = others_of(version, self._catalogue)
        is_first = not others or others[0].dataset_id != version.dataset_id
        if summary.identical or version.base_id is not None or is_first:
            self.desk.say(told, Tone.OK)
            return
        self.desk.say(
            told,
            Tone.OK,
            action=self.tr("Compare with {0}").format(others[0].label),
            on_action=partial(self._compare_imported, version),
        )

    def _compare_imported(self, version: DatasetVersion) -> None:
        self.desk.navigate(self.key)
        self.leave_import()
        self.compare(version)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape back out: of the preview, of a column's details."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.is_importing:
            self.leave_import()
        elif self.is_comparing or self.is_editing_recipe:
            self.leave_aside()
        else:
            self.version.hide_column()

    def _show_header(self) -> None:
        is_importing, details = self.is_importing, self._details
        is_aside = self.is_comparing or self.is_editing_recipe
        is_browsing = not is_importing and not is_aside
        self._cancel_button.setVisible(is_importing)
        self._close_button.setVisible(is_aside)
        self._import_button.setVisible(details is not None and is_browsing)
        self.actions_.show_for(details if is_browsing else None)
        if is_importing and self.importing.incoming is not None:
            title = self.tr("Import {0}").format(self.importing.incoming.name)
            self.header.set_title(title, self.flow.subtitle)
            why = self.flow.why_not()
            self.header.set_primary(self.tr("Import"), self.flow.run).set_enabled(not why, why)
        elif self.is_editing_recipe:
            editing = self.recipes.flow
            title = self.tr("Change {0} with a recipe").format(editing.label)
            self.header.set_title(title, editing.subtitle)
            why = editing.why_not()
            run = self.recipes.running.ask_to_run
            self.header.set_primary(self.tr("Run…"), run).set_enabled(not why, why)
        elif self.is_comparing and self.comparison.version is not None:
            label = self.comparison.version.label
            said = self.tr("What differs from another version")
            self.header.set_title(self.tr("Compare {0}").format(label), said)
            self.header.hide_primary()
        elif details is not None:
            self.header.set_title(details.version.label, subtitle_of(details))
            self.header.set_primary(self.tr("Train on this…"), self.train).set_enabled(True)
        else:
            self.header.set_title(self.title, "")
            self.header.hide_primary()


def _unknown(catalogue: Catalogue, wanted: Reference) -> UserError:
    entry = catalogue.entry(wanted.name)
    if entry is None or wanted.number is None:
        return UserError("data.unknown", name=wanted.name)
    newest = entry.dataset.newest
    return UserError("data.unknown_version", name=wanted.name, number=wanted.number, newest=newest)
