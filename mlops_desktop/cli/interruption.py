"""Ctrl+C and polite ends: work is cancelled cleanly instead of torn."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Interrupted(BaseException):
    """A signal asked for the end; passes every ``except Exception`` on its way out.

    Not ``KeyboardInterrupt``: where one passes through code that a library made with ``exec``,
    Python ends with "killed by SIGINT" although it was caught (``unhandled_keyboard_interrupt`` in
    CPython's ``pythonrun.c``).
    """


class Interruption:
    """While entered, SIGINT, SIGTERM and SIGHUP ask the running work to stop.

    The first one sets ``stop``, which long work heeds within a second; without long work, or
    when asked twice, it raises :class:`Interrupted` at once (a transaction is then rolled back).
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._working = False
        self._previous: dict[signal.Signals, Any] = {}

    def work_begins(self) -> threading.Event:
        """Return the event that long work watches; from now on a signal asks before it tears."""
        self._working = True
        return self.stop

    def __enter__(self) -> Interruption:
        # Only the main thread may handle signals; and what was ignored (nohup) stays ignored.
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._previous[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def release(self) -> None:
        """Give the signals back to whoever had them: an open window has its own way to end."""
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._previous.clear()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.stop.is_set() or not self._working:
            self.stop.set()
            raise Interrupted
        self.stop.set()
