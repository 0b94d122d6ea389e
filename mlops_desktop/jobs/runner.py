"""The parent's side: warm worker processes, their progress, and their end."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from mlops_desktop.core.codec import from_json, to_json
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Step
from mlops_desktop.data import beside
from mlops_desktop.jobs import worker
from mlops_desktop.jobs.catalogue import TASKS
from mlops_desktop.jobs.limits import Limits
from mlops_desktop.jobs.requests import ImportFile, PreviewFile, WarmUp
from mlops_desktop.jobs.work import WAITING, Work

R = TypeVar("R")
OnEvent = Callable[[str, Any], None]

_POLL = 0.05
_PATIENCE = 0.3
"""Seconds a worker has to stop by itself, and again to heed SIGTERM: a cancel is done in 1 s."""
_CRASHES = frozenset(
    -int(getattr(signal, name))
    for name in ("SIGABRT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE")
    if hasattr(signal, name)
)
_LAST_PATIENCE = 2.0
"""Seconds that closing waits for a thread to notice that its work is over."""
_FROM_OUTSIDE = "was ended from outside, for example because memory ran out,"
_BY_ITSELF = "ended by a fault of its own"
"""How a worker came to its end, in words."""


class WorkerDefectError(Exception):
    """The worker met a defect of ours; the text is its traceback."""


class _Lane:
    """One warm worker process; whoever holds ``lock`` may use it, in the order of ``line``.

    Attributes:
        moved: told whenever somebody leaves the line; changes to it hold this.
    """

    def __init__(self, niceness: int = worker.POLITE) -> None:
        self._niceness = niceness
        self.lock = threading.Lock()
        self.moved = threading.Condition()
        self.line: deque[object] = deque()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def ready(self) -> Connection:
        """Return the pipe to a living worker, starting one if there is none."""
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            self.end()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(
                target=worker.main,
                args=(theirs, self._niceness),
                daemon=True,
                name="mlops-desktop worker",
            )
            with _deaf_to_interrupts():
                self._process.start()
            theirs.close()
        return self._pipe

    def exit_code(self) -> int | None:
        """Return how the worker ended: minus the signal, or its exit code."""
        if self._process is None:
            return None
        self._process.join(_PATIENCE)
        return self._process.exitcode

    def end(self) -> None:
        """End the worker, politely and then not."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(_PATIENCE)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Start a process that Ctrl+C never reaches, not even while Python itself starts in it.

    A blocked signal stays blocked in the child. The tracker is started first because its own
    start unblocks them again (``multiprocessing.resource_tracker``, Python 3.11 to 3.14).
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Runner:
    """Runs tasks in worker processes.

    Long tasks share one worker, so that two of them never fight for the same cores; quick ones
    (a preview, a page of rows) take a second worker when the first is busy. What gives way
    (``Work.gives_way``) waits until both have nothing to do and takes a third.
    """

    def __init__(self) -> None:
        self._main = _Lane()
        self._quick = _Lane()
        self._behind = _Lane(worker.HUMBLE)
        self._closed = threading.Event()

    def warm_up(self, work: Work | None = None) -> None:
        """Start the worker and load its libraries, so that the first job does not wait."""
        with contextlib.suppress(Cancelled):
            self.run(WarmUp(), type(None), Path(), work or Work(), quick=True)

    def run(  # noqa: PLR0913 - each is one plain thing the caller decides
        self,
        request: object,
        answer: type[R],
        folder: Path,
        work: Work,
        *,
        on_event: OnEvent | None = None,
        quick: bool = False,
        fresh: bool = False,
        limits: Limits | None = None,
    ) -> R:
        """Do the request's task and return its answer.

        Args:
            request: a dataclass of :mod:`mlops_desktop.jobs.requests`.
            answer: the type of the task's result.
            folder: the job folder, the only place the worker writes to.
            work: where to tell steps and how to stop.
            on_event: called in this thread with ``(kind, JSON value)`` for each event.
            quick: may overtake long work.
            fresh: in a new process, in which nothing has run yet.
            limits: of time and memory, for work with what was made elsewhere.

        Raises:
            UserError: what the task refused, ``jobs.worker_died``, or ``jobs.reader_died`` where
                a file that was read made it; ``foreign.too_long``, ``foreign.memory`` or
                ``foreign.died`` where a limit was reached.
            Cancelled: a stop was asked for; the worker no longer writes anything.
            WorkerDefectError: the task met a defect.
        """
        with self._lane(work, quick=quick) as lane:
            if fresh:
                lane.end()
            pipe = lane.ready()
            try:
                worker.send(pipe, _order(request, folder, limits))
                message = self._listen(pipe, work, on_event, limits)
                if limits is not None and _is_out_of_memory(message):
                    lane.end()  # what ran short there is not known: its listener, for one
            except (EOFError, OSError) as error:
                code = lane.exit_code()
                _give_up(lane, request)
                raise _death(request, code, limits) from error
            except BaseException:
                _give_up(lane, request)
                raise
        return _answer(message, answer, limits)

    def close(self) -> None:
        """End the workers; work that is still going on ends with ``Cancelled``."""
        self._closed.set()
        for lane in (self._main, self._quick, self._behind):
            # Whoever works there sees that it is over and lets go within a moment.
            has_lane = lane.lock.acquire(timeout=_LAST_PATIENCE)
            lane.end()
            if has_lane:
                lane.lock.release()

    @property
    def is_busy(self) -> bool:
        """Whether work that somebody waits for goes on."""
        return any(lane.lock.locked() or lane.line for lane in (self._main, self._quick))

    def rest(self) -> None:
        """End the process of work that gives way, whose memory would lie idle otherwise."""
        if self._behind.lock.acquire(blocking=False):
            self._behind.end()
            self._behind.lock.release()

    @contextlib.contextmanager
    def _lane(self, work: Work, *, quick: bool) -> Iterator[_Lane]:
        if work.gives_way:
            self._let_others_go_first(work)
            lane = self._behind
        else:
            is_busy = self._main.lock.locked() or self._main.line
            lane = self._quick if quick and is_busy else self._main
        if lane.line or not lane.lock.acquire(blocking=False):
            _wait_in_line(lane, work)
        try:
            if self._closed.is_set():
                raise Cancelled
            yield lane
        finally:
            lane.lock.release()

    def _let_others_go_first(self, work: Work) -> None:
        if self.is_busy:
            work.step(Step(WAITING))
        while self.is_busy and not self._closed.wait(_POLL):
            work.check()

    def _listen(
        self, pipe: Connection, work: Work, on_event: OnEvent | None, limits: Limits | None
    ) -> dict[str, Any]:
        """Return the task's final message, passing on what comes before it."""
        wishes, patience = _Wishes(pipe, work), _Patience(work, limits)
        while True:
            if self._closed.is_set():
                raise Cancelled
            wishes.pass_on()
            patience.check()
            if not pipe.poll(_POLL):
                continue
            message = worker.receive(pipe)
            if "step" in message:
                if wishes.stopped_at is None:
                    work.on_step(from_json(Step, message["step"]))
            elif "event" in message:
                if on_event is not None:
                    on_event(message["kind"], message["event"])
            else:
                return message


def _wait_in_line(lane: _Lane, work: Work) -> None:
    """Return with the lane's lock, when everybody who came before has had it."""
    turn = object()
    with lane.moved:
        lane.line.append(turn)
    try:
        work.step(Step(WAITING))
        is_mine = False
        while not is_mine:
            work.check()
            with lane.moved:
                is_next = lane.moved.wait_for(lambda: lane.line[0] is turn, _POLL)
            is_mine = is_next and lane.lock.acquire(timeout=_POLL)
    finally:
        with lane.moved:
            lane.line.remove(turn)
            lane.moved.notify_all()


class _Wishes:
    """Passes a pause, its end and a stop on to the worker."""

    def __init__(self, pipe: Connection, work: Work) -> None:
        self._pipe = pipe
        self._work = work
        self._is_paused = False
        self.stopped_at: float | None = None

    def pass_on(self) -> None:
        """Tell the worker what has changed; raises ``Cancelled`` when it does not heed a stop."""
        if self.stopped_at is not None:
            if time.monotonic() - self.stopped_at > _PATIENCE:
                raise Cancelled
        elif self._work.stop.is_set():
            self.stopped_at = time.monotonic()
            worker.send(self._pipe, {"stop": True})
        elif self._work.pause.is_set() is not self._is_paused:
            self._is_paused = not self._is_paused
            worker.send(self._pipe, {"pause": self._is_paused})


class _Patience:
    """Ends work that takes longer than it may; pauses do not count."""

    def __init__(self, work: Work, limits: Limits | None) -> None:
        self._work, self._limits = work, limits
        self._left = limits.seconds if limits is not None else 0.0
        self._looked = time.monotonic()

    def check(self) -> None:
        """Raise ``foreign.too_long`` when the time is over."""
        now = time.monotonic()
        if not self._work.pause.is_set():
            self._left -= now - self._looked
        self._looked = now
        if self._limits is not None and self._left < 0:
            raise UserError(
                "foreign.too_long", file=self._limits.file, limit=self._limits.time_words
            )


def _give_up(lane: _Lane, request: object) -> None:
    """End a worker, and remove what it may have begun beside the place it was to write to."""
    lane.end()
    destination = getattr(request, "destination", None)
    if isinstance(destination, Path):
        beside.sweep(destination.absolute().parent)


def _order(request: object, folder: Path, limits: Limits | None) -> dict[str, Any]:
    """Return the message that begins a task."""
    return {
        "task": type(request).__name__,
        "request": to_json(request),
        "folder": str(folder),
        "memory": limits.memory if limits is not None else 0,
    }


def _death(request: object, code: int | None, limits: Limits | None) -> UserError:
    """Return the sentence for a worker that ended on its own.

    A library that reads files ends the whole process where a file makes it fail an assertion,
    ask for impossible memory or touch what is not its own; who is killed from outside is not that.
    """
    if limits is not None and code in _CRASHES:
        return UserError("foreign.died", file=limits.file, status=code)
    if isinstance(request, PreviewFile | ImportFile) and code in _CRASHES:
        return UserError("jobs.reader_died", path=request.path)
    return UserError(
        "jobs.worker_died",
        what=TASKS[type(request).__name__].doing,
        how=_FROM_OUTSIDE if _is_from_outside(code) else _BY_ITSELF,
        status=f"signal {-code}" if code is not None and code < 0 else f"exit code {code}",
        kept="Nothing of this was stored.",
    )


def _is_from_outside(code: int | None) -> bool:
    """Say whether a process was ended by another: by a signal; on Windows no code tells that."""
    if code is None or os.name == "nt":
        return True
    return code < 0 and code not in _CRASHES


def _is_out_of_memory(message: dict[str, Any]) -> bool:
    return bool(message.get("refused", {}).get("code") == "environment.memory")


def _answer(message: dict[str, Any], kind: type[R], limits: Limits | None) -> R:
    if "refused" in message:
        if limits is not None and _is_out_of_memory(message):
            raise UserError("foreign.memory", file=limits.file, limit=limits.memory_words)
        raise UserError(message["refused"]["code"], **message["refused"]["facts"])
    if "cancelled" in message:
        raise Cancelled
    if "defect" in message:
        raise WorkerDefectError(message["defect"])
    done = message["done"]
    return done if kind is type(None) else from_json(kind, done)
