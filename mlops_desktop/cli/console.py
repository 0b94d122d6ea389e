"""Where a command's words go: answers to stdout, progress and notes to stderr."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable
from typing import Any, TextIO

from mlops_desktop.cli.text.plain import clip, safe, width
from mlops_desktop.core.pace import Pace
from mlops_desktop.core.progress import Step

_REDRAW = 0.1
"""Seconds between two drawings of the progress line."""


def prepare_streams() -> None:
    """Make stdout and stderr usable: UTF-8 whatever the locale, and present even without a console.

    A windowed Windows program has no standard streams at all. Characters that UTF-8 cannot hold
    (undecodable file names) are written as escapes, which JSON reads back.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class Console:
    """Prints for one command.

    Args:
        as_json: whether stdout gets exactly one JSON object instead of text.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._out: TextIO = sys.stdout
        self._err: TextIO = sys.stderr
        self._live = self._err.isatty()
        self._drawn = 0
        self._drawn_at = 0.0
        self._pace = Pace()
        self._phase = ""
        self._answered = False
        self._is_unheard = False

    @property
    def room(self) -> int | None:
        """Columns of the terminal that reads stdout; None when it is a file or a pipe."""
        return shutil.get_terminal_size().columns if self._out.isatty() else None

    def answer(self, payload: Any, lines: Iterable[str]) -> None:
        """Print the command's answer: ``payload`` as one JSON object, or the lines.

        Args:
            payload: a JSON value; it must be an object (a dict).
            lines: not even computed when JSON is asked for.
        """
        if self.as_json:
            if self._answered:
                raise RuntimeError("a command answers with one JSON object")
            self._answered = True
            self._write(json.dumps(payload, ensure_ascii=False, allow_nan=False) + "\n")
        else:
            self.lines(lines)

    def fail(self, payload: Any, lines: Iterable[str]) -> None:
        """Print why a command failed: the JSON object on stdout, or the lines on stderr.

        After an answer there is no second JSON object; the lines go to stderr then, too. A name
        from a file in them must not command the terminal.
        """
        if self.as_json and not self._answered:
            self.answer(payload, ())
        else:
            for line in lines:
                self.note(safe(line))

    def lines(self, lines: Iterable[str]) -> None:
        """Print lines to stdout, unless JSON is asked for."""
        if not self.as_json:
            for line in lines:
                self._write(line + "\n")

    def note(self, text: str) -> None:
        """Tell something beside the answer on stderr."""
        self.end_progress()
        self._write_error(text + "\n")

    def step(self, step: Step) -> None:
        """Show where long work is: one line redrawn on a terminal, else a line per phase."""
        if not self._live:
            if step.phase != self._phase and not self.as_json:
                self._phase = step.phase
                self._write_error(safe(step.phase) + " …\n")
            return
        now = time.monotonic()
        self._pace.take(step, now)
        if step.phase == self._phase and now - self._drawn_at < _REDRAW:
            return
        self._phase, self._drawn_at = step.phase, now
        text = clip(
            safe(progress_text(step, self._pace.words(now))), shutil.get_terminal_size().columns - 1
        )
        self._write_error("\r" + text + " " * max(0, self._drawn - width(text)))
        self._drawn = width(text)

    def end_progress(self) -> None:
        """Clear the progress line."""
        self._phase = ""
        if self._drawn:
            self._write_error("\r" + " " * self._drawn + "\r")
            self._drawn = 0

    def flush(self) -> None:
        """Bring everything out; raises ``OSError`` when stdout is a file on a full disk."""
        self.end_progress()
        self._write("")

    def settle(self) -> None:
        """Give up what stdout will not take, or the interpreter's last flush ends with 120."""
        try:
            self._out.flush()
        except (OSError, ValueError):
            _silence(self._out)

    def _write(self, text: str) -> None:
        self.end_progress()
        if self._is_unheard:
            return
        try:
            self._out.write(text)
            self._out.flush()
        except BrokenPipeError:
            # The reader (head, less) has seen enough: what is left is for nobody, and the
            # interpreter's own flush at exit must not complain either.
            self._is_unheard = True
            _silence(self._out)

    def _write_error(self, text: str) -> None:
        # Nobody left to tell it to: never a reason to fail.
        with contextlib.suppress(OSError, ValueError):
            self._err.write(text)
            self._err.flush()


def progress_text(step: Step, pace: str = "") -> str:
    """Return ``Reading big.csv · 40 % · 52 MB a second, about 2 min left in this step``.

    Args:
        pace: how fast it goes, and how long it still takes, in words.
    """
    share = "" if step.fraction is None else f"{100 * step.fraction:.0f} %"
    return " · ".join(part for part in (step.phase, step.detail, share, pace) if part)


def _silence(stream: TextIO) -> None:
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
