"""Every way a command can end badly, as a code, a sentence, a next step and an exit code."""

from __future__ import annotations

import errno
from dataclasses import dataclass, replace
from typing import Any

import click

from mlops_desktop.cli.interruption import Interrupted
from mlops_desktop.core.errors import Cancelled, ExitCode, UserError
from mlops_desktop.core.expressions import pointer

PROGRAM = "mlops-desktop"

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_FAILING = {errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENAMETOOLONG}


@dataclass(frozen=True, slots=True)
class Failure:
    """What a person is told.

    Attributes:
        code: stable name for scripts, ``subject.what``.
        hint: the next step.
        is_defect: whether the traceback belongs into the log.
        place: an expression and a caret below its wrong character; empty for anything else.
    """

    code: str
    message: str
    hint: str
    exit_code: ExitCode
    is_defect: bool = False
    place: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return ``{"error": {"code", "message", "hint"}}``."""
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint}}

    def with_hint(self, hint: str) -> Failure:
        """Return the same failure with that next step."""
        return replace(self, hint=hint)

    def lines(self) -> list[str]:
        """Return the sentence and, indented, the place and the next step."""
        below = [*self.place, self.hint] if self.hint else self.place
        return [f"▲ {self.message}", *(f"  {line}" for line in below)]


def failure_of(error: BaseException, *, stopped: bool = False) -> Failure:
    """Return what to say about an exception.

    Args:
        error: what ended the command.
        stopped: whether the person asked to stop; then also a worker that died of the same
            signal (a terminal or ``timeout`` signals the whole group) counts as stopped.
    """
    if isinstance(error, Cancelled | Interrupted | KeyboardInterrupt | click.Abort):
        return _interrupted()
    if isinstance(error, click.UsageError):
        return _usage(error)
    known = _as_user_error(error)
    if known is None:
        return _defect(error)
    if stopped and known.code == "jobs.worker_died":
        return _interrupted()
    place = pointer(known)
    return Failure(known.code, known.message, known.hint, known.exit_code, place=place)


def _as_user_error(error: BaseException) -> UserError | None:
    """Return what a person can act on, or None for a defect of ours."""
    if isinstance(error, UserError):
        return error
    if isinstance(error, MemoryError):
        return UserError("environment.memory")
    return environment_error(error) if isinstance(error, OSError) else None


def environment_error(error: OSError, path: object = None) -> UserError | None:
    """Return the ``environment.*`` error an ``OSError`` stands for; None when it is no such.

    Args:
        error: what the operating system said.
        path: what was being written, when the error itself does not name it.
    """
    where = path or error.filename or "the output"
    if error.errno in _FULL:
        return UserError("environment.disk_full", path=where)
    if error.errno == errno.EFBIG:
        return UserError("environment.file_size", path=where)
    if error.errno in _FORBIDDEN or isinstance(error, PermissionError):
        return UserError("environment.no_permission", path=where)
    if error.errno in _FAILING:
        return UserError("environment.input_output", path=where, reason=error.strerror)
    return None


def _interrupted() -> Failure:
    return Failure(
        "interrupted",
        "Stopped as asked.",
        "What had been reported as stored is kept; everything else was undone.",
        ExitCode.INTERRUPTED,
    )


def _usage(error: click.UsageError) -> Failure:
    command = error.ctx.command_path if error.ctx else PROGRAM
    message = error.format_message()
    return Failure("usage.command", message, f"See “{command} --help”.", ExitCode.INPUT)


def _defect(error: BaseException) -> Failure:
    return Failure(
        "defect",
        f"Something went wrong inside MLOps Desktop ({type(error).__name__}); this is a defect.",
        "",
        ExitCode.DEFECT,
        is_defect=True,
    )
