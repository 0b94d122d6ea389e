"""The list of datasets and, below it, the versions of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QWidget

from mlops_desktop.core.dataset import DatasetVersion, Origin
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.catalogue import Catalogue, Entry
from mlops_desktop.gui.pages.data.tabbed_card import title_height
from mlops_desktop.gui.pages.data.tables import short_time
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_4, SPACE_5
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import FilterBox
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.record_list import ListLine, RecordList
from mlops_desktop.gui.widgets.states import EmptyState, PageStates

if TYPE_CHECKING:
    from mlops_desktop.gui.pages.data.version_view import VersionView


def dataset_line(entry: Entry) -> ListLine:
    """Return how a dataset stands in the list."""
    newest = entry.newest
    badge: tuple[str, Mark] | None = None
    if entry.dataset.is_hidden:
        badge = (words.tr("hidden"), Mark.NONE)
    elif entry.dataset.is_predictions:
        badge = (words.tr("predictions"), Mark.NONE)
    rows = words.counted(newest.row_count, "row") if newest else words.tr("no version")
    return ListLine(
        entry.dataset.name,
        f"{rows} · {words.counted(len(entry.versions), 'version')}",
        badge=badge,
        tooltip=entry.dataset.name,
    )


def version_line(version: DatasetVersion) -> ListLine:
    """Return how a version stands in the list."""
    badge = (words.tr("hidden"), Mark.NONE) if version.is_hidden else None
    detail = short_time(version.created_at)
    if version.same_as is not None:
        detail = words.tr("same content as @{0}").format(version.same_as)
    elif version.base_id is not None:
        detail = words.tr("rows added · {0}").format(detail)
    elif version.origin is Origin.PREDICTIONS:
        detail = words.tr("predicted · {0}").format(detail)
    return ListLine(
        f"@{version.number}",
        detail,
        aside=words.counted(version.row_count, "row"),
        badge=badge,
        is_aside_muted=True,
    )


class Browser(QWidget):
    """Datasets and versions.

    Signals:
        version_chosen(DatasetVersion): the person, or the program, chose one.
        hidden_wanted(bool): whether hidden ones are to be listed.

    Attributes:
        datasets, versions: the two lists; filter: narrows the first.
    """

    version_chosen = Signal(object)
    hidden_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._chosen: DatasetVersion | None = None
        self._page: QWidget | None = None
        self._version: VersionView | None = None
        self.filter = FilterBox(self.tr("Filter datasets"), parent=self)
        self.filter.setMinimumWidth(80)
        self.datasets: RecordList[Entry] = RecordList(
            dataset_line, self.tr("Datasets"), key=lambda entry: entry.dataset.id, parent=self
        )
        self.versions: RecordList[DatasetVersion] = RecordList(
            version_line, self.tr("Versions"), key=lambda version: version.id, parent=self
        )
        nothing = EmptyState("data", self.tr("No dataset yet."), parent=self)
        self.states = PageStates(self.datasets, nothing, parent=self)
        self.hidden = QCheckBox(self.tr("Show hidden"), self)
        self._versions_card = Card(self.tr("Versions"), parent=self)
        self._versions_card.add(self.versions, stretch=1)
        upper = Card(self.tr("Datasets"), parent=self)
        upper.header.addStrut(title_height())
        upper.add(self.filter)
        upper.add(self.states, stretch=1)
        upper.add(self.hidden)
        layout = column(spacing=SPACE_4)
        layout.addWidget(upper, 3)
        layout.addWidget(self._versions_card, 2)
        self.setLayout(layout)
        self.filter.textChanged.connect(self._on_filter)
        self.hidden.toggled.connect(self.hidden_wanted)
        self.datasets.selected.connect(self._on_dataset)
        self.versions.selected.connect(self._on_version)

    def share_with(self, page: QWidget, version: VersionView) -> None:
        """Give way in a narrow window, by a third at most; what is lacking still the other gives.

        Args:
            page: both are on; version: what stands beside.
        """
        self._page, self._version = page, version
        page.installEventFilter(self)
        theme.notifier().changed.connect(self._share)
        self._share()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share another width of the page."""
        if watched is self._page and event.type() == QEvent.Type.Resize:
            self._share()
        return super().eventFilter(watched, event)

    def _share(self) -> None:
        if self._page is None or self._version is None:
            return
        full = min(theme.px(220), 276)
        room = self._page.width() - 2 * SPACE_5 - SPACE_4 - self._version.full_width
        lacking = max(0, full - room)
        given = min(lacking, full // 3)
        self.setFixedWidth(full - given)
        self._version.give(lacking - given)

    def set_menus(
        self,
        of_dataset: Callable[[Entry], Sequence[QAction]],
        of_version: Callable[[DatasetVersion], Sequence[QAction]],
    ) -> None:
        """Say what the context menus offer."""
        self.datasets.menu_for = of_dataset
        self.versions.menu_for = of_version

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Show the datasets; what is chosen stays chosen while it is listed."""
        self._entries = catalogue.entries
        count = catalogue.hidden
        self.hidden.setVisible(count > 0 or self.hidden.isChecked())
        self.hidden.setText(self.tr("Show hidden ({0})").format(count))
        self._fill()
        entry = self.entry()
        if entry is not None:
            self._show_versions(entry)

    def choose(self, name: str, number: int | None = None) -> bool:
        """Choose a version, the newest when no number is given; say whether it is listed."""
        entry = next((item for item in self._entries if item.dataset.name == name), None)
        version = None
        if entry is not None:
            version = entry.version(number) if number is not None else entry.newest
        if entry is None or version is None:
            return False
        if not self.datasets.select(lambda item: item.dataset.id == entry.dataset.id):
            self.filter.clear()
            self.datasets.select(lambda item: item.dataset.id == entry.dataset.id)
        self._show_versions(entry)
        self.versions.select(lambda item: item.id == version.id)
        self._tell(version)
        return True

    def chosen(self) -> DatasetVersion | None:
        """Return the chosen version."""
        return self._chosen

    def entry(self) -> Entry | None:
        """Return the entry of the chosen dataset, as it is listed now."""
        if self._chosen is None:
            return None
        wanted = self._chosen.dataset_id
        return next((item for item in self._entries if item.dataset.id == wanted), None)

    def _fill(self) -> None:
        wanted = self.filter.text().strip().casefold()
        shown = [item for item in self._entries if wanted in item.dataset.name.casefold()]
        self.datasets.set_records(shown)
        if shown:
            self.states.show_content()
        elif self._entries:
            self.states.show_filtered(
                self.tr("No dataset matches “{0}”.").format(self.filter.text().strip()),
                self.filter.clear,
            )
        else:
            self.states.show_empty()

    def _show_versions(self, entry: Entry) -> None:
        self._versions_card.set_title(self.tr("Versions of {0}").format(entry.dataset.name))
        self.versions.set_records(entry.versions)

    def _on_filter(self, _text: str) -> None:
        self._fill()

    def _on_dataset(self, entry: Entry | None) -> None:
        if entry is None or entry.newest is None:
            return
        self._show_versions(entry)
        is_same = self._chosen is not None and self._chosen.dataset_id == entry.dataset.id
        if not is_same:
            newest = entry.newest
            self.versions.select(lambda item: item.id == newest.id)
            self._tell(newest)

    def _on_version(self, version: DatasetVersion | None) -> None:
        if version is not None:
            self._tell(version)

    def _tell(self, version: DatasetVersion) -> None:
        if self._chosen is None or self._chosen.id != version.id:
            self._chosen = version
            self.version_chosen.emit(version)
