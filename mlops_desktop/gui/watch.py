"""Notices that another program changed the open project: the command line, a second window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mlops_desktop.core.changes import ChangeSet, EntityKind
from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.page import Desk

if TYPE_CHECKING:
    from mlops_desktop.services.session import Session

EVERY_MS = 2000
_EVERYTHING = ChangeSet(frozenset((kind, "") for kind in EntityKind))


class Watch(QObject):
    """Looks every two seconds while somebody looks at the window, and once when they come back.

    A change is broadcast by the gateway like one of the window's own; the pages read again quietly.
    """

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._seen: int | None = None
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        desk.session_changed.connect(self._on_session_changed)

    def set_active(self, *, is_active: bool) -> None:
        """Look now and from now on, or no longer."""
        if not is_active:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
            self.look()

    def look(self) -> None:
        """Look once, off the GUI thread."""
        if not self._desk.has_session:
            return
        from mlops_desktop.services import audit

        session = self._desk.session
        self._desk.gateway.read(
            lambda: audit.entries_of_others(session),
            partial(self._on_count, session),
            _leave_it,
            owner=self,
            key="watch",
        )

    def _on_session_changed(self) -> None:
        self._seen = None
        self.look()

    def _on_count(self, session: Session, count: int | None) -> None:
        if count is None or not self._desk.has_session or self._desk.session is not session:
            return
        before, self._seen = self._seen, count
        if before is not None and before != count:
            self._desk.gateway.changed.emit(_EVERYTHING)


def _leave_it(_error: UserError) -> None:
    """What cannot be read is said by the page that needs it."""
