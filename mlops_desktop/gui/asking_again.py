"""After an upgrade, lets staged versions predict their golden rows again, asked by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.page import Desk
from mlops_desktop.gui.theme.tokens import Tone

if TYPE_CHECKING:
    from mlops_desktop.core.changes import Outcome
    from mlops_desktop.jobs.work import Work
    from mlops_desktop.services.behaviour import BehaviourCheck
    from mlops_desktop.services.session import Session


class AskingAgain(QObject):
    """Looks once after a project was opened whether anything is due, and has it asked.

    Who does not want that switches it off in the settings; what is due is told by the home page
    all the same.

    Attributes:
        is_of_project: what it asked is dropped when the project is closed.
    """

    is_of_project = True

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        # After the first page is there and the worker is warm: nobody waits for this.
        self._later = QTimer(self, singleShot=True, interval=1500)
        self._later.timeout.connect(self.look)
        desk.session_changed.connect(self._on_session_changed)

    def look(self) -> None:
        """Read whether a staged version was asked before an upgrade."""
        if self._desk.has_session and self._desk.settings.now.asks_again:
            session = self._desk.session
            self._desk.gateway.read(
                _Count(session), self._on_count, _leave_it, owner=self, key="due"
            )

    def _on_session_changed(self) -> None:
        self._later.stop()
        if self._desk.has_session:
            self._later.start()

    def _on_count(self, found: tuple[Session, int]) -> None:
        session, count = found
        if not count or not self._desk.has_session or self._desk.session is not session:
            return
        words = self.tr("Checking {0} staged versions after an upgrade")
        self._desk.gateway.job(
            words.format(count) if count > 1 else self.tr("Checking a version after an upgrade"),
            _Ask(session),
            self._on_answers,
            self._on_failed,
            owner=self,
            gives_way=True,
        )

    def _on_answers(self, found: tuple[BehaviourCheck, ...]) -> None:
        self._desk.asked_again.emit(found)
        others = [item for item in found if not item.is_same]
        # What still answers the same is told by the home page; nobody asked.
        if others:
            first = min(others, key=lambda item: bool(item.problem))
            tone = Tone.WARN if first.problem else Tone.BAD
            self._desk.say(first.headline, tone, hint=first.problem or first.environments)

    def _on_failed(self, error: UserError) -> None:
        words = self.tr("The versions in use could not be checked after an upgrade.")
        self._desk.say(words, Tone.WARN, hint=str(error))


def _leave_it(_error: UserError) -> None:
    """What cannot be read is said by the page that needs it."""


class _Count:
    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self) -> tuple[Session, int]:
        from mlops_desktop.services import health

        return self._session, len(health.upgraded(self._session))


class _Ask:
    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self, work: Work) -> Outcome[tuple[BehaviourCheck, ...]]:
        from mlops_desktop.services import health

        return health.check_upgraded(self._session, work)
