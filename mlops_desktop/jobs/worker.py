"""The child process: takes one request after another and answers each.

Messages, one JSON object each:

to the child
    ``{"task", "request", "folder", "memory"}`` to begin, ``{"stop": true}`` to end the present
    task, ``{"pause": true}`` to let it wait, ``{"pause": false}`` to let it go on.
to the parent
    ``{"step"}`` and ``{"event", "kind"}`` while at it, then exactly one of ``{"done"}``,
    ``{"refused": {"code", "facts"}}``, ``{"cancelled"}``, ``{"defect": traceback}``.
"""

from __future__ import annotations

import importlib
import json
import os
import queue
import select
import signal
import sys
import threading
import time
import traceback
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from mlops_desktop.core.codec import from_json, to_json
from mlops_desktop.core.errors import Cancelled, UserError
from mlops_desktop.core.progress import Step
from mlops_desktop.jobs.catalogue import TASKS
from mlops_desktop.jobs.limits import bounded
from mlops_desktop.storage.fs import as_user_error
from mlops_desktop.storage.layout import JOBS_FOLDER

POLITE, HUMBLE = 5, 19
"""How far a process steps back: the window stays smooth while a model trains; and for work that
nobody waits for, so far that it runs only where the processor has nothing else to do."""

_STEP_INTERVAL = 0.05
"""Seconds between two steps told to the parent: more would only cost time."""


class Wishes:
    """What the parent asks of the present task.

    Attributes:
        stop: set: end it.
        going: not set: wait.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.going = threading.Event()
        self.going.set()

    def begin(self) -> None:
        """Forget what was asked of the task before."""
        self.stop.clear()
        self.going.set()

    def take(self, message: dict[str, Any]) -> None:
        """Take a wish; a stop ends a pause."""
        if message.get("stop"):
            self.stop.set()
        if message.get("pause") and not self.stop.is_set():
            self.going.clear()
        else:
            self.going.set()


class PipeReporter:
    """Tells steps and events through the pipe and knows whether to wait or to stop.

    Any thread of the task may tell: messages never run into each other.
    """

    def __init__(self, pipe: Connection, wishes: Wishes) -> None:
        self._pipe = pipe
        self._wishes = wishes
        self._telling = threading.Lock()
        self._told = 0.0
        self._phase = ""

    def step(self, step: Step) -> None:
        """Tell a step, unless the same phase was told a moment ago."""
        self.check()
        with self._telling:
            now = time.monotonic()
            if step.phase != self._phase or now - self._told >= _STEP_INTERVAL:
                self._told, self._phase = now, step.phase
                send(self._pipe, {"step": to_json(step)})

    def check(self) -> None:
        """Wait while the parent pauses; raise ``Cancelled`` when it asked to stop."""
        self._wishes.going.wait()
        if self._wishes.stop.is_set():
            raise Cancelled

    def event(self, kind: str, value: object) -> None:
        """Tell something that must not wait for the end of the task."""
        message = {"event": to_json(value), "kind": kind}
        with self._telling:
            send(self._pipe, message)


def send(pipe: Connection, message: dict[str, Any]) -> None:
    """Send one message as JSON bytes."""
    pipe.send_bytes(json.dumps(message, separators=(",", ":"), allow_nan=False).encode())


def receive(pipe: Connection) -> dict[str, Any]:
    """Receive one message; raises ``EOFError`` when the other side is gone."""
    message: dict[str, Any] = json.loads(pipe.recv_bytes())
    return message


def main(pipe: Connection, niceness: int = POLITE) -> None:
    """Serve requests until the parent closes the pipe or dies."""
    # Ctrl+C reaches the whole process group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(niceness)
    _die_with_parent()
    wishes = Wishes()
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, wishes, waiting), daemon=True).start()
    while True:
        message = waiting.get()
        _answer(pipe, message, PipeReporter(pipe, wishes))


def _die_with_parent() -> None:
    """Let the kernel end this process the moment the parent dies.

    The listener notices, too, but its thread cannot run while a library computes without giving
    up the interpreter's lock. The signal SIGIO, which ends a process that does not handle it,
    comes when the pipe whose other end only the parent holds is closed (Linux: ``O_ASYNC`` on a
    pipe). ``PR_SET_PDEATHSIG`` would not do: it follows the parent's *thread*, and jobs have
    threads of their own.
    """
    parent = parent_process()
    if sys.platform != "linux" or parent is None:
        return
    import fcntl

    lifeline = parent.sentinel
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        os._exit(0)  # the parent died before the signal was ordered


def _listen(pipe: Connection, wishes: Wishes, waiting: queue.SimpleQueue[dict[str, Any]]) -> None:
    while True:
        try:
            message = receive(pipe)
        except (EOFError, OSError):
            # The parent is gone; whatever is being computed has no owner any more.
            os._exit(0)
        if "task" in message:
            wishes.begin()
            waiting.put(message)
        else:
            wishes.take(message)


def _answer(pipe: Connection, message: dict[str, Any], reporter: PipeReporter) -> None:
    try:
        task = TASKS[message["task"]]
        request: object = from_json(task.request, message["request"])
        module = importlib.import_module(task.module)
        with bounded(message.get("memory", 0)):
            answer = {"done": to_json(module.run(request, Path(message["folder"]), reporter))}
    except UserError as error:
        answer = {"refused": {"code": error.code, "facts": _plain(error, message["folder"])}}
    except Cancelled:
        answer = {"cancelled": True}
    except MemoryError:
        answer = {"refused": {"code": "environment.memory", "facts": {}}}
    except OSError as error:
        # A library's own writing: a full disk is no defect of ours.
        refused = as_user_error(error, Path(error.filename or message["folder"]))
        answer = {"refused": {"code": refused.code, "facts": _plain(refused, message["folder"])}}
    except Exception:  # noqa: BLE001 - a defect travels to the parent's log as text
        answer = {"defect": traceback.format_exc()}
    send(pipe, answer)  # the task is over: no other thread of it tells anything any more


def _plain(error: UserError, folder: str) -> dict[str, Any]:
    """Return the facts as JSON scalars; anything else as its text.

    Nobody knows the folder of a job, which goes with it: of a full disk the project is named.
    """
    facts = {
        key: value if isinstance(value, str | int | float | bool | None) else str(value)
        for key, value in error.facts.items()
    }
    jobs = Path(folder).parent
    is_full = error.code == "environment.disk_full"
    if is_full and jobs.name == JOBS_FOLDER and Path(str(facts["path"])).is_relative_to(folder):
        facts["path"] = str(jobs.parent)
    return facts
