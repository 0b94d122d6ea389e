"""Everything that could take long leaves the GUI thread here, and its answer comes back here.

``read`` runs on one of the threads for reading (:class:`About`), ``change`` on the one writer
thread (in order), ``job`` on a thread of its own. Answers arrive in the GUI thread. An answer is
dropped when its owner is gone or has asked again under the same key: a page never shows what it
no longer wants to know. What belongs to a project (``is_of_project`` of the owner, or of what holds
it) is dropped when that project is closed: :meth:`Gateway.end_sitting` is the one place for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from queue import SimpleQueue
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from mlops_desktop.core.changes import ChangeSet, Outcome
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.gui.job import Job, Jobs, JobState

T = TypeVar("T")
Then = Callable[[Any], object]
Failed = Callable[[UserError], object]


class About(StrEnum):
    """What a question is about, so that a slow one holds up its like only.

    PROJECT is the registry and stored files. ROWS waits for the background process, whose start
    takes a second. CHARTS draws pictures.
    """

    PROJECT = "reader"
    ROWS = "tables"
    CHARTS = "charts"


class Defects(Protocol):
    """Where an exception that is nobody's fault but ours is written down."""

    def __call__(self, error: BaseException, where: str) -> None:
        """Log it and write the crash file."""


@dataclass(eq=False, slots=True)
class Sitting:
    """The time from the opening of a project to its closing."""

    is_over: bool = False


@dataclass(eq=False, slots=True)
class Ticket:
    """One question on its way.

    Attributes:
        owner: who asked; when it is destroyed the answer is dropped.
        key: a later question of the same owner and key makes this one stale.
        sitting: with whose end the answer is dropped; None = the window itself asks.
        is_read: whether nothing is changed by it.
    """

    fn: Callable[[], Any]
    then: Then | None
    failed: Failed | None
    owner: QObject | None = None
    key: str = ""
    job: Job | None = None
    sitting: Sitting | None = None
    is_read: bool = False
    is_unwanted: bool = False
    value: Any = None
    error: BaseException | None = None

    def drop(self) -> None:
        """Say that the answer is no longer wanted."""
        self.is_unwanted = True

    @property
    def is_too_late(self) -> bool:
        """Whether the project that was asked about is closed."""
        return self.sitting is not None and self.sitting.is_over

    @property
    def is_dropped(self) -> bool:
        """Whether nobody wants the answer any more."""
        return self.is_unwanted or self.is_too_late

    def run(self) -> None:
        """Do it, in whatever thread; keep the answer or the error."""
        try:
            self.value = self.fn()
        except BaseException as error:  # noqa: BLE001 - handed on to the GUI thread as it is
            self.error = error


@dataclass(slots=True)
class _Lane:
    """A thread that does one thing after another."""

    name: str
    answer: Callable[[Ticket], None]
    queue: SimpleQueue[Ticket | None] = field(default_factory=SimpleQueue)
    thread: threading.Thread | None = None

    def put(self, ticket: Ticket) -> None:
        if self.thread is None:
            self.thread = threading.Thread(target=self._work, name=self.name, daemon=True)
            self.thread.start()
        self.queue.put(ticket)

    def _work(self) -> None:
        while (ticket := self.queue.get()) is not None:
            if ticket.is_dropped and self.name != "writer":
                continue
            ticket.run()
            self.answer(ticket)

    def close(self, seconds: float) -> None:
        if self.thread is not None:
            self.queue.put(None)
            self.thread.join(seconds)
            self.thread = None


class Gateway(QObject):
    """The window's only way to services and other slow things.

    Args:
        on_defect: told of exceptions that are not :class:`UserError`.

    Signals:
        changed(ChangeSet): something in the project is different now.
        failed(UserError): an error whose asker did not say what to do with it.
    """

    changed = Signal(object)
    failed = Signal(object)
    _answered = Signal(object)

    def __init__(self, on_defect: Defects, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._on_defect = on_defect
        self._is_closed = False
        self._sitting = Sitting()
        self._pending: dict[tuple[int, str], Ticket] = {}
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self._readers = {kind: _Lane(kind.value, self._tell) for kind in About}
        self._writer = _Lane("writer", self._tell)
        self._workers: list[threading.Thread] = []
        self._running: list[Job] = []

    def read(  # noqa: PLR0913 - what one question needs, mostly by name
        self,
        fn: Callable[[], T],
        then: Callable[[T], object],
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
        key: str = "",
        on: About = About.PROJECT,
    ) -> Ticket:
        """Ask something; ``then`` gets the answer in the GUI thread.

        Args:
            fn: called on the thread for ``on``; touches no widget.
            then: gets what ``fn`` returned.
            failed: gets a ``UserError``; without it the window shows the message.
            owner: who asks; its destruction drops the answer.
            key: a later question of the same owner and key drops this one's answer.
            on: what it is about; each kind has a thread that does one thing after another.
        """
        ticket = self._ticket(fn, then, failed, owner, key)
        ticket.is_read = True
        self._readers[on].put(ticket)
        return ticket

    def change(
        self,
        fn: Callable[[], Outcome[T]],
        then: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
    ) -> Ticket:
        """Change something, one change after another; it happens even if the asker goes away.

        ``then`` gets the outcome's value; its changes are broadcast by ``changed``.
        """
        ticket = self._ticket(fn, then, failed, owner, "")
        self._writer.put(ticket)
        return ticket

    def job(  # noqa: PLR0913 - what one job needs, mostly by name
        self,
        title: str,
        fn: Callable[[Any], Any],
        then: Then | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject | None = None,
        is_quiet: bool = False,
        gives_way: bool = False,
    ) -> Job:
        """Start long work: shown in the strip, with progress and Cancel.

        Args:
            title: what is being done: "Training bike_demand".
            fn: called with a :class:`~mlops_desktop.jobs.work.Work` on a thread of its own.
            then, failed, owner: as for :meth:`change`. Cancelled work calls neither.
            is_quiet: not shown in the strip: for checks that nobody asked for.
            gives_way: nobody waits for it: it runs behind all other work, and closing the window
                stops it without a question.
        """
        from mlops_desktop.jobs.work import Work

        stop = threading.Event()
        job = Job(title, stop, self)
        job.gives_way = gives_way
        work = Work(on_step=job.tell, stop=stop, pause=job.pause, gives_way=gives_way)
        ticket = self._ticket(lambda: fn(work), then, failed, owner, "")
        ticket.job = job
        self._running.append(job)
        if not is_quiet:
            self.jobs.add(job)
        worker = threading.Thread(
            target=self._run_alone, args=(ticket,), name=f"job {title}", daemon=True
        )
        self._workers = [thread for thread in self._workers if thread.is_alive()]
        self._workers.append(worker)
        worker.start()
        return job

    def show(self, job: Job) -> None:
        """Show quiet work in the strip after all, when it takes long; nobody has to wait for it."""
        if not job.state.is_final and job not in self.jobs.all():
            job.gives_way = True
            self.jobs.add(job)

    def end_sitting(self) -> None:
        """Drop all answers under way to pages of the project that is being closed.

        Changes under way are made all the same, and told when they fail.
        """
        self._sitting.is_over = True
        self._sitting = Sitting()

    def report_defect(self, error: Exception, where: str) -> None:
        """Write an exception of ours down and let the window say so in plain words."""
        self._on_defect(error, where)
        self.failed.emit(UserError("environment.defect", what=type(error).__name__))

    def close(self, seconds: float = 5.0) -> None:
        """Cancel jobs, finish the changes under way, end the threads."""
        self._is_closed = True
        for job in self._running:
            job.stop.set()
        for lane in (*self._readers.values(), self._writer):
            lane.close(seconds)
        for worker in self._workers:
            worker.join(seconds)
        self._pending.clear()

    # Inside -------------------------------------------------------------------------------

    def _ticket(
        self,
        fn: Callable[[], Any],
        then: Then | None,
        failed: Failed | None,
        owner: QObject | None,
        key: str,
    ) -> Ticket:
        ticket = Ticket(fn, then, failed, owner, key)
        if _is_of_project(owner):
            ticket.sitting = self._sitting
        if owner is not None and key:
            place = (id(owner), key)
            older = self._pending.get(place)
            if older is not None:
                older.drop()
            self._pending[place] = ticket
        return ticket

    def _run_alone(self, ticket: Ticket) -> None:
        ticket.run()
        self._tell(ticket)

    def _tell(self, ticket: Ticket) -> None:
        # The window may be gone while a thread still works.
        if not self._is_closed and shiboken6.isValid(self):
            self._answered.emit(ticket)

    def _on_answered(self, ticket: Ticket) -> None:
        if ticket.owner is not None and ticket.key:
            place = (id(ticket.owner), ticket.key)
            if self._pending.get(place) is ticket:
                del self._pending[place]
        if ticket.job is not None:
            ticket.job.finish(_end_state(ticket.error))
            self._running.remove(ticket.job)
        is_wanted = not ticket.is_dropped and (
            ticket.owner is None or shiboken6.isValid(ticket.owner)
        )
        if ticket.is_read and ticket.is_too_late:
            # Its project was closed below it: whatever it met tells nobody anything.
            return
        if ticket.error is None:
            self._deliver(ticket, is_wanted=is_wanted)
        elif not isinstance(ticket.error, Cancelled):
            self._report(ticket, ticket.error, is_wanted=is_wanted)

    def _deliver(self, ticket: Ticket, *, is_wanted: bool) -> None:
        value = ticket.value
        changes = ChangeSet()
        if isinstance(value, Outcome):
            value, changes = value.value, value.changes
        if is_wanted and ticket.then is not None:
            ticket.then(value)
        if changes.changed:
            self.changed.emit(changes)

    def _report(self, ticket: Ticket, error: BaseException, *, is_wanted: bool) -> None:
        if not isinstance(error, UserError):
            where = ticket.job.title if ticket.job is not None else _name_of(ticket.fn)
            self._on_defect(error, where)
            error = UserError("environment.defect", what=type(error).__name__)
        if is_wanted and ticket.failed is not None:
            ticket.failed(error)
        else:
            # Nobody else says it: errors of dropped reads are not worth a word, lost changes are.
            if not is_wanted and ticket.key:
                return
            self.failed.emit(error)


def _is_of_project(owner: QObject | None) -> bool:
    """Return whether an owner, or what holds it, goes with the open project."""
    while owner is not None:
        if getattr(owner, "is_of_project", False):
            return True
        owner = owner.parent()
    return False


def _end_state(error: BaseException | None) -> JobState:
    if error is None:
        return JobState.DONE
    return JobState.CANCELLED if isinstance(error, Cancelled) else JobState.FAILED


def _name_of(fn: Callable[..., Any]) -> str:
    return f"{getattr(fn, '__module__', '')}.{getattr(fn, '__qualname__', repr(fn))}"
