"""What a library says of a workbook it cannot read, in our words."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import python_calamine

from mlops_desktop.core.errors import UserError
from mlops_desktop.data.readers.archive import CUT

_PANIC = "PanicException"
"""What Rust's failed assertions become in Python: no ``Exception``, and of no importable type."""
_STDERR = 2


@contextmanager
def sound(path: Path) -> Iterator[None]:
    """Turn what python-calamine raises while it reads ``path`` into a ``UserError`` that names it.

    Raises:
        UserError: the workbook is locked or damaged.
    """
    try:
        with _silence():
            yield
    except python_calamine.PasswordError as error:
        raise UserError("data.locked_workbook", path=path) from error
    except python_calamine.CalamineError as error:
        reason = str(error).rstrip(".")
        reason = CUT if "end of input" in reason else reason
        raise UserError("data.damaged_workbook", path=path, reason=reason) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise UserError("data.damaged_workbook", path=path, reason=CUT) from error


@contextmanager
def _silence() -> Iterator[None]:
    """Keep off the terminal what Rust prints there about its own failures."""
    try:
        kept = os.dup(_STDERR)
    except OSError:  # a program without a terminal has nothing to keep clean
        yield
        return
    try:
        with tempfile.TemporaryFile() as aside:
            os.dup2(aside.fileno(), _STDERR)
            try:
                yield
            finally:
                os.dup2(kept, _STDERR)
    finally:
        os.close(kept)
