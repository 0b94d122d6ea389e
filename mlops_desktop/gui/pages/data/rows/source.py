"""Where the rows of the version shown come from: pages, filters, orders, finding, copying."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.selection import EVERYTHING, Selection, TextHit, TextSearch
from mlops_desktop.gui.gateway import About
from mlops_desktop.gui.job import Job, JobState
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.data.rows.models import PAGE_ROWS, Row
from mlops_desktop.gui.pages.data.rows.view import RowsView
from mlops_desktop.jobs.requests import Rows
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import datasets, row_views
from mlops_desktop.services.datasets import DatasetDetails
from mlops_desktop.services.row_views import RowView

_LONG = 500_000
"""Rows that take a moment to sort: that is shown in the strip, with Cancel."""


class RowSource(QObject):
    """Answers the grid of a page from the stored file, in the background."""

    def __init__(self, page: Page, view: RowsView) -> None:
        super().__init__(page)
        self._page, self._view = page, view
        self._details: DatasetDetails | None = None
        self._rows: RowView | None = None
        self._job: Job | None = None
        self._search: Work | None = None
        page.desk.session_changed.connect(self._on_session)
        view.selection_wanted.connect(self.arrange)
        view.find_wanted.connect(self.find)
        view.grid.copy_wanted.connect(self._on_copy_wanted)

    def begin(self, details: DatasetDetails) -> None:
        """Answer for another version, whose first rows are shown already."""
        self._stop()
        self._release(None)
        self._details = details
        self._page.bar.clear("rows")

    def _on_session(self) -> None:
        self._stop()
        if self._rows is not None:
            self._rows.close()
        self._rows = self._details = None

    def fetch(self, offset: int, limit: int) -> None:
        """Bring a page of the rows shown."""
        details, rows = self._details, self._rows
        if details is None:
            return
        session, label = self._page.desk.session, details.version.label

        def read() -> Rows:
            if rows is None:
                return datasets.rows(session, label, offset, limit)
            return row_views.page(session, rows, offset, limit)

        def take(page: Rows) -> None:
            # Rows of what is no longer shown must not stand below another's heads.
            if self._details is details and self._rows is rows:
                self._view.grid.rows.take_page(offset, page.rows)

        self._page.desk.gateway.read(
            read, take, self._on_failed, owner=self, key="rows", on=About.ROWS
        )

    def _on_failed(self, error: UserError) -> None:
        self._page.bar.show_error(error, "rows")
        self._view.grid.rows.end_request()

    def arrange(self, selection: Selection) -> None:
        """Filter and sort, then show the rows from their top."""
        details = self._details
        if details is None:
            return
        self._stop()
        if selection == EVERYTHING:
            self._release(None)
            total = details.version.row_count
            self._view.show_rows(selection, total, details.profile.head, self.fetch)
            return
        session, label = self._page.desk.session, details.version.label
        self._view.show_waiting(selection)
        self._job = self._page.desk.gateway.job(
            self.tr("Sorting {0}").format(label)
            if selection.sort
            else self.tr("Filtering {0}").format(label),
            lambda work: row_views.arrange(session, label, selection, work),
            partial(self._take, details),
            self._view.show_failed,
            owner=self,
            is_quiet=details.version.row_count < _LONG,
        )
        self._job.ended.connect(self._on_job)

    def _on_job(self) -> None:
        """Say again what is shown when the person ended the sorting."""
        job = self._job
        if job is None or job.state is not JobState.CANCELLED or self._details is None:
            return
        self._job = None
        rows = self._rows
        if rows is None:
            self._view.tell(EVERYTHING, self._details.version.row_count)
        else:
            self._view.tell(rows.selection, rows.total)
        self._view.filter.set_text(self._view.selection.where)

    def _take(self, details: DatasetDetails, rows: RowView) -> None:
        if self._details is not details or rows.selection != self._view.selection:
            self._close(rows)  # something else is wanted by now
            return
        self._job = None
        self._release(rows)
        self._view.show_rows(rows.selection, rows.total, (), self.fetch)

    def find(self, text: str, is_backwards: bool) -> None:
        """Go to the next match, or the one before, from the present row."""
        details, view, rows = self._details, self._view, self._rows
        if details is None:
            return
        session, label = self._page.desk.session, details.version.label
        hidden = view.hidden()
        shown = tuple(at for at in range(len(details.columns)) if at not in hidden)
        start = view.grid.currentIndex().row()
        total = rows.total if rows is not None else details.version.row_count
        search = TextSearch(text, shown, start, total, is_backwards)
        work = self._new_search()

        def look() -> TextHit | None:
            here = rows or row_views.arrange(session, label, EVERYTHING)
            return row_views.find(session, here, search, work)

        self._page.desk.gateway.read(
            look, self._on_found, self._on_failed, owner=self, key="find", on=About.ROWS
        )

    def _new_search(self) -> Work:
        if self._search is not None:
            self._search.stop.set()
        self._search = Work()
        return self._search

    def _on_found(self, hit: TextHit | None) -> None:
        grid, bar = self._view.grid, self._view.find_bar
        if hit is None or hit.row >= grid.rows.rowCount():
            bar.told.setText(self.tr("No match."))
            return
        bar.told.setText(self.tr("Row {0}").format(f"{hit.row + 1:,}"))
        index = grid.rows.index(hit.row, hit.column)
        grid.setCurrentIndex(index)
        grid.scrollTo(index, grid.ScrollHint.PositionAtCenter)

    def _on_copy_wanted(self, first: int, count: int) -> None:
        details, view = self._details, self._rows
        if details is None:
            return
        session, label = self._page.desk.session, details.version.label

        def read() -> list[Row]:
            here = view or row_views.arrange(session, label, EVERYTHING)
            rows: list[Row] = []
            for offset in range(first, first + count, 10 * PAGE_ROWS):
                limit = min(10 * PAGE_ROWS, first + count - offset)
                rows.extend(row_views.page(session, here, offset, limit).rows)
            return rows

        self._page.desk.gateway.read(
            read,
            self._view.grid.copy_rows,
            self._page.show_error,
            owner=self,
            key="copy",
            on=About.ROWS,
        )

    def _stop(self) -> None:
        """End a sorting that is still running."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if self._search is not None:
            self._search.stop.set()
            self._search = None

    def _release(self, rows: RowView | None) -> None:
        """Show other rows from now on, and let go of what was written down for the last ones."""
        old, self._rows = self._rows, rows
        if old is not None:
            self._close(old)

    def _close(self, rows: RowView) -> None:
        # Behind the pages that may still be read from it.
        self._page.desk.gateway.read(rows.close, _ignore, owner=self, on=About.ROWS)


def _ignore(_answer: None) -> None:
    """Nothing is to be done with the answer."""
