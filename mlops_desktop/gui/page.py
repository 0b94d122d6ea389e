"""What every page is, and the desk it stands on."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from mlops_desktop.core.changes import ChangeSet, EntityKind, Outcome
from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.gateway import Gateway, Ticket
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.page_list import PAGES
from mlops_desktop.gui.theme.scale import SPACE_4, SPACE_5
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.message_bar import MessageBar, PageMessage
from mlops_desktop.gui.widgets.page_header import PageHeader
from mlops_desktop.gui.widgets.states import EmptyState, PageStates

if TYPE_CHECKING:
    from mlops_desktop.core.audit import Verification
    from mlops_desktop.gui.commands.registry import Commands
    from mlops_desktop.services.behaviour import BehaviourCheck
    from mlops_desktop.services.session import Session
    from mlops_desktop.settings.store import SettingsStore

T = TypeVar("T")

BREATH_MS = 5
"""A pause between two pieces of work in which the window takes input and paints."""


class Ask(StrEnum):
    """What a command wants a page to begin, given to ``show_reference``."""

    SCORE = "score"
    CHECK_DRIFT = "check_drift"
    CHECK_ANSWERS = "check_answers"
    VERIFY = "verify"
    PASTE = "paste"


class Desk(QObject):
    """What a page may ask of the window around it.

    Attributes:
        gateway: where slow things are done.
        commands: every action by id: ``desk.commands.run("file.import")``.
        settings: the person's preferences.
        verification: the newest one since the project was opened, if any.
        asked: what came of it when staged versions were asked again by themselves.

    Signals:
        session_changed(): another project is open, or none.
        navigated(str, object): a page was asked for, with what it shall show (or None).
        said(PageMessage): something the window should say.
        import_asked(object): a ``Path`` to import, or None to choose one.
        verified(Verification): the project was verified; the strip shows it.
        asked_again(tuple): the :class:`BehaviourCheck` of each staged version that was asked again
            by itself.
        preferences_changed(Preferences): the person prefers something else.
    """

    session_changed = Signal()
    navigated = Signal(str, object)
    said = Signal(object)
    import_asked = Signal(object)
    verified = Signal(object)
    asked_again = Signal(object)
    preferences_changed = Signal(object)
    _noted = Signal(str)  # notes come from the thread that asked

    def __init__(
        self,
        gateway: Gateway,
        commands: Commands,
        settings: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.gateway = gateway
        self.commands = commands
        self.settings = settings
        self._session: Session | None = None
        self.verification: Verification | None = None
        self.asked: tuple[BehaviourCheck, ...] = ()
        self.verified.connect(self._on_verified)
        self.asked_again.connect(self._on_asked_again)
        self._noted.connect(self._on_noted)
        settings.listen(self.preferences_changed.emit)

    def close(self) -> None:
        """Listen to the preferences no longer: they outlive the window."""
        self.settings.stop_listening(self.preferences_changed.emit)

    @property
    def session(self) -> Session:
        """The open project; pages exist only while there is one.

        Raises:
            RuntimeError: when no project is open: a defect of the caller.
        """
        if self._session is None:
            raise RuntimeError("no project is open")
        return self._session

    @property
    def has_session(self) -> bool:
        """Whether a project is open."""
        return self._session is not None

    def set_session(self, session: Session | None) -> None:
        """Put another project on the desk (the window does this)."""
        if self._session is not None:
            self._session.on_note = _unheard
            self.gateway.end_sitting()
        self._session = session
        if session is not None:
            session.on_note = self._noted.emit
        self.verification, self.asked = None, ()
        self.session_changed.emit()

    def _on_noted(self, note: str) -> None:
        """Tell what should be known beside an answer; of several notes each stays."""
        self.said.emit(PageMessage(f"note: {note}", note, tone=Tone.WARN))

    def _on_verified(self, found: Verification) -> None:
        self.verification = found

    def _on_asked_again(self, found: tuple[BehaviourCheck, ...]) -> None:
        self.asked = found

    def navigate(self, page: str, ref: object = None) -> None:
        """Go to a page and let it show something.

        Args:
            page: its key: ``home``, ``data``, ``train``, ``models``, ``monitor``, ``lineage``,
                ``audit``, ``settings``.
            ref: what it shall show; passed to its ``show_reference``. By custom a
                :class:`~mlops_desktop.core.reference.Reference`, a ``Path`` to import (data), a
                report id (monitor), a node id (lineage), an entry's number (audit), or what a
                menu asked for (:class:`Ask`).
        """
        self.navigated.emit(page, ref)

    def say(
        self,
        text: str,
        tone: Tone = Tone.OK,
        *,
        hint: str = "",
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Let the window say a sentence above the page, with an action ("Undo") if given."""
        self.said.emit(PageMessage("said", text, hint, tone, action, on_action))

    def import_file(self, path: Path | None = None) -> None:
        """Begin an import: with a file, or by choosing one."""
        self.import_asked.emit(path)


def _unheard(_note: str) -> None:
    """Nobody listens: the project is not on the desk any more."""


class Page(QWidget):
    """One page of the window. Subclass it, set the class attributes, fill ``self.content``.

    A page is made when it is first visited, while a project is open. It has a header, a message
    bar and the four states around its content; ``refresh()`` is called when it is shown and what
    it shows may be out of date.

    Attributes:
        key: its name in ``desk.navigate``.
        title, icon: in rail and header.
        interested_in: kinds whose change makes it look again.
        help_topic: the manual's page that F1 opens.
        header, bar, states: the parts around the content.
        content: the widget to fill: ``self.content.setLayout(column(…))``; it fills the height and
            scrolls only where that is not enough.

    Signals:
        badge_changed(int): the count beside its name in the rail.
    """

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    icon: ClassVar[str] = ""
    interested_in: ClassVar[frozenset[EntityKind]] = frozenset()
    help_topic: ClassVar[str] = ""

    badge_changed = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._is_stale = True
        self.setAccessibleName(self.title)
        self.header = PageHeader(self.title, parent=self)
        self.bar = MessageBar(self)
        self.content = QWidget()
        self.content.setProperty("look", "clear")
        self.states = PageStates(self._body(), self.make_empty(), parent=self)
        layout = column(spacing=SPACE_4, parent=self)
        layout.setContentsMargins(SPACE_5, 20, SPACE_5, SPACE_4)
        layout.addWidget(self.header)
        layout.addWidget(self.bar)
        layout.addWidget(self.states, 1)

    @property
    def is_of_project(self) -> bool:
        """Whether it goes with the open project, and with it the answers to what it asked."""
        return next((entry.needs_project for entry in PAGES if entry.key == self.key), True)

    # To override --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for what is shown (``self.load``) and show it."""

    def show_reference(self, ref: object) -> None:
        """Show what somebody navigated to; called after the page became visible."""

    def prepare(self, ref: object) -> bool:  # noqa: ARG002 - for pages to override
        """Make what ``show_reference(ref)`` will need where that takes its time.

        Returns:
            Whether anything was made; the window then takes a breath before it goes on.
        """
        return False

    def make_empty(self) -> EmptyState | None:
        """Return what is shown while there is nothing yet: one sentence, one button."""
        return None

    # To use -------------------------------------------------------------------------------

    def load(
        self,
        fn: Callable[[], T],
        then: Callable[[T], object],
        *,
        key: str = "load",
        failed: Callable[[UserError], object] | None = None,
    ) -> Ticket:
        """Read off the GUI thread; an older answer under the same key never arrives.

        For ``key="load"`` the page shows its loading state, and on failure its failed state with
        "Try again"; other keys put failures into the message bar.
        """
        if key == "load":
            self.states.show_loading()
        return self.desk.gateway.read(fn, then, failed or _OnFailed(self, key), owner=self, key=key)

    def change(
        self,
        fn: Callable[[], Outcome[T]],
        then: Callable[[T], object] | None = None,
        *,
        failed: Callable[[UserError], object] | None = None,
    ) -> Ticket:
        """Change something on the writer thread; failures go into the message bar."""
        return self.desk.gateway.change(fn, then, failed or self.show_error, owner=self)

    def job(
        self,
        title: str,
        fn: Callable[[Any], Any],
        then: Callable[[Any], object] | None = None,
        *,
        failed: Callable[[UserError], object] | None = None,
    ) -> Job:
        """Start long work; ``fn`` gets the ``Work``; failures go into the message bar."""
        return self.desk.gateway.job(title, fn, then, failed or self.show_error, owner=self)

    def show_error(self, error: UserError) -> None:
        """Put an error into the page's message bar."""
        self.bar.show_error(error)

    # The window's side --------------------------------------------------------------------

    def on_shown(self) -> None:
        """Look again if what is shown may be out of date (the window calls this)."""
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def topic(self) -> str:
        """Return the manual's page about what is shown now; "" for the one of its key."""
        return self.help_topic

    def on_changed(self, changes: ChangeSet) -> None:
        """Note a change; look again now if visible (the window calls this)."""
        if not changes.kinds & self.interested_in:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._is_stale = True

    def _body(self) -> QWidget:
        # Content that fits fills the height; where it does not (large fonts, a small screen) it
        # scrolls instead of making the window grow.
        area = QScrollArea(self, widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.content)
        return area


class _OnFailed:
    """Shows a failed read where it belongs; no closure, so that nothing keeps the page alive."""

    def __init__(self, page: Page, key: str) -> None:
        self._page, self._key = page, key

    def __call__(self, error: UserError) -> None:
        if self._key == "load":
            self._page.states.show_failed(error, self._page.refresh)
        else:
            self._page.bar.show_error(error)
