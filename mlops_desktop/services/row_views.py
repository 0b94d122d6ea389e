"""The rows of a dataset version as somebody wants to see them: filtered, sorted, searched."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass

from mlops_desktop.core.selection import EVERYTHING, RowOrder, Selection, TextHit, TextSearch
from mlops_desktop.jobs import requests
from mlops_desktop.jobs.requests import TableFile
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class RowView:
    """Rows in an order; hold it as long as they are looked at, then :meth:`close` it.

    Attributes:
        order: None when the rows are all there are, as stored.
        total: how many they are.
    """

    table: TableFile
    selection: Selection
    order: RowOrder | None
    total: int
    _folder: ExitStack

    def close(self) -> None:
        """Let go of what was written down."""
        self._folder.close()


def arrange(session: Session, ref: Ref, selection: Selection, work: Work | None = None) -> RowView:
    """Find the rows wanted and their order, once for all pages of them.

    Raises:
        UserError: ``expression.*``, ``data.unknown_column``, ``environment.*``.
        Cancelled: a stop was asked for.
    """
    version = resolve.dataset_version(session, ref)
    table = resolve.table_file(session, version)
    if selection == EVERYTHING:
        return RowView(table, selection, None, version.row_count, ExitStack())
    with ExitStack() as stack:
        folder = stack.enter_context(session.job())
        request = requests.ArrangeRows(table, selection)
        order = session.runner.run(request, RowOrder, folder, work or Work(), quick=True)
        return RowView(table, selection, order, order.total, stack.pop_all())


def page(
    session: Session, view: RowView, offset: int, limit: int, work: Work | None = None
) -> requests.Rows:
    """Return a page of the rows."""
    request = requests.ReadRows(view.table, offset, limit, view.order)
    return session.ask(request, requests.Rows, work)


def selected(
    session: Session, ref: Ref, selection: Selection, page: tuple[int, int], work: Work
) -> requests.Rows:
    """Return one page of the rows wanted and, of a selection, how many they are.

    Args:
        page: how many of the rows wanted to skip, and the most to read.

    Raises:
        UserError: ``expression.*``, ``data.unknown_column``.
    """
    table = resolve.table_file(session, resolve.dataset_version(session, ref))
    request = requests.ReadRows(table, *page, None, selection)
    return session.ask(request, requests.Rows, work)


def find(
    session: Session, view: RowView, search: TextSearch, work: Work | None = None
) -> TextHit | None:
    """Return the next row that holds a text, or the one before; None when none does."""
    request = requests.FindText(view.table, search, view.order)
    return session.ask(request, requests.FoundText, work).hit
