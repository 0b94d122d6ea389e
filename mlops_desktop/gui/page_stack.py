"""The pages one above the other: made on first visit, told of changes, with a way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from mlops_desktop.core.changes import ChangeSet
from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.gateway import About
from mlops_desktop.gui.page import BREATH_MS, Desk, Page
from mlops_desktop.gui.page_list import PAGES, page_entry
from mlops_desktop.gui.preloading import PRELOADER, is_loaded, load_page
from mlops_desktop.gui.rail import Rail
from mlops_desktop.gui.theme.resting import Resting
from mlops_desktop.gui.welcome import Welcome
from mlops_desktop.gui.widgets.states import Skeleton

WELCOME = "welcome"
PROJECT_PAGES = frozenset(entry.key for entry in PAGES if entry.needs_project)


class PageStack(QStackedWidget):
    """Start page and pages.

    Args:
        desk: what pages stand on.
        rail: shows which page is on top, and the pages' counts.

    Signals:
        page_shown(str): another page is on top.
    """

    page_shown = Signal(str)

    def __init__(self, desk: Desk, rail: Rail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._rail = desk, rail
        self._pages: dict[str, Page] = {}
        self._resting: dict[str, Resting] = {}
        self._history: list[str] = []
        self._current = ""
        self.welcome = Welcome(self)
        Resting(self.welcome)
        self.addWidget(self.welcome)
        self._coming = Skeleton(parent=self)
        self.addWidget(self._coming)
        self._wanted = ""

    @property
    def current(self) -> str:
        """The key of the page on top, or ``welcome``."""
        return self._current

    def current_page(self) -> Page | None:
        """Return the page on top; None on the start page."""
        return self._pages.get(self._current)

    def page(self, key: str) -> Page:
        """Return a page; make it when it is wanted for the first time.

        Raises:
            RuntimeError: when it needs a project and none is open.
        """
        if key not in self._pages:
            entry = page_entry(key)
            if entry.needs_project and not self._desk.has_session:
                raise RuntimeError(f"no project is open for {key}")
            page = load_page(entry)(self._desk, self)
            page.badge_changed.connect(_Count(self._rail, key))
            self._pages[key] = page
            self._resting[key] = Resting(page)
            self.addWidget(page)
        return self._pages[key]

    def show_page(self, key: str, ref: object = None) -> None:
        """Put a page on top, and show on it what ``ref`` points at.

        A page whose module nobody needed so far takes a moment: bars stand in its place.
        """
        if key in PROJECT_PAGES and not self._desk.has_session:
            key = WELCOME
        if key != WELCOME and not page_entry(key).exists():
            return
        self._wanted = key
        if key == WELCOME:
            self._put_on_top(key)
            self.welcome.set_recent(self._desk.settings.now.recent)
            self._put_before(self.welcome)
            self.page_shown.emit(key)
        elif key in self._pages or is_loaded(page_entry(key)):
            self._show_loaded(key, ref)
        else:
            self._fetch(key, ref)

    def _fetch(self, key: str, ref: object) -> None:
        """Import the page's module off the GUI thread, then show the page."""
        self._rail.set_current(key)
        self._put_before(self._coming)
        PRELOADER.stand_back()
        self._desk.gateway.read(
            partial(PRELOADER.load, page_entry(key)),
            partial(self._on_fetched, key, ref),
            partial(self._on_not_fetched, key),
            owner=self,
            key="page",
            on=About.CHARTS,
        )

    def _on_fetched(self, key: str, ref: object, _page: type[Page]) -> None:
        if key == self._wanted and (self._desk.has_session or key not in PROJECT_PAGES):
            self._show_loaded(key, ref)

    def _on_not_fetched(self, key: str, error: UserError) -> None:
        if key == self._wanted:
            self._stay()
        self._desk.gateway.failed.emit(error)

    def _show_loaded(self, key: str, ref: object) -> None:
        is_new = key not in self._pages
        if is_new:
            PRELOADER.stand_back()
        page = self._made(key)
        if page is None:
            self._stay()
            return
        self._put_on_top(key)
        self._show(page, key)
        if ref is not None and is_new:
            # Making a page takes its time: it is seen before it does what it was asked for.
            _breathe(page, partial(_hand_over, page, ref))
        elif ref is not None:
            _hand_over(page, ref)
        self.page_shown.emit(key)

    def _put_on_top(self, key: str) -> None:
        if self._current and key != self._current:
            self._history.append(self._current)
        self._current = key
        self._rail.set_current(key)

    def _put_before(self, widget: QWidget) -> None:
        """Show a page in place of another, which rests from then on."""
        hidden = self.currentWidget()
        if isinstance(widget, Page):
            self._resting[widget.key].wake()
        self.setCurrentWidget(widget)
        if isinstance(hidden, Page) and hidden is not widget and hidden.key in self._resting:
            self._resting[hidden.key].rest()

    def _stay(self) -> None:
        """Show again what was on top: the page that was wanted cannot be made."""
        self._wanted = self._current
        self._rail.set_current(self._current)
        self._put_before(self._pages.get(self._current, self.welcome))

    def _made(self, key: str) -> Page | None:
        """Return the page, or None where it cannot be made: that is told and written down."""
        try:
            return self.page(key)
        except Exception as error:  # noqa: BLE001 - one broken page must not take the window along
            self._desk.gateway.report_defect(error, f"the page {page_entry(key).title}")
            return None

    def _show(self, page: Page, key: str) -> None:
        self._put_before(page)
        page.on_shown()
        if key in PROJECT_PAGES and self._desk.settings.now.last_page != key:
            self._desk.settings.change(last_page=key)

    def show_first(self) -> None:
        """Show the page of last time while a project is open, else the start page."""
        last = self._desk.settings.now.last_page
        known = last in PROJECT_PAGES and page_entry(last).exists()
        self.show_page(last if known else "home")
        self._history.clear()

    def go_back(self) -> None:
        """Show the page that was on top before."""
        if self._history:
            key = self._history.pop()
            self.show_page(key)
            self._history.pop()

    def refresh(self) -> None:
        """Let the page on top look again."""
        page = self.current_page()
        if page is not None:
            page.refresh()

    def on_changed(self, changes: ChangeSet) -> None:
        """Tell all pages what changed."""
        for page in list(self._pages.values()):
            page.on_changed(changes)

    def drop_pages(self) -> None:
        """Forget the pages of a project that is being closed."""
        for key in [key for key in self._pages if key in PROJECT_PAGES]:
            page = self._pages.pop(key)
            del self._resting[key]
            self._rail.set_count(key, 0)
            self.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._history.clear()
        self._current = ""


def _breathe(page: Page, then: Callable[[], object]) -> None:
    """Go on when what was shown is painted and a further turn of the event loop is over.

    Qt paints some milliseconds after a change, by a timer too: what waits as long can fall into
    the very turn in which it paints.
    """
    QTimer.singleShot(BREATH_MS, page, partial(QTimer.singleShot, BREATH_MS, page, then))


def _hand_over(page: Page, ref: object) -> None:
    if page.prepare(ref):
        _breathe(page, partial(page.show_reference, ref))
    else:
        page.show_reference(ref)


class _Count:
    """Hands a page's count to the rail."""

    def __init__(self, rail: Rail, key: str) -> None:
        self._rail, self._key = rail, key

    def __call__(self, count: int) -> None:
        self._rail.set_count(self._key, count)
