"""What the disk and DuckDB refuse, as errors a person can act on."""

from __future__ import annotations

import errno
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import duckdb

from mlops_desktop.core.errors import UserError, about
from mlops_desktop.data.limits import RESERVED_BYTES

P = ParamSpec("P")
R = TypeVar("R")

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def naming_its_file(
    function: Callable[Concatenate[Path, P], R],
) -> Callable[Concatenate[Path, P], R]:
    """Let every refusal from inside name the file that is the function's first argument.

    What reads names, rows or types does not know the file, or knows only a copy of it.
    """

    @wraps(function)
    def named(path: Path, /, *arguments: P.args, **keywords: P.kwargs) -> R:
        with about(path=path):
            return function(path, *arguments, **keywords)

    return named


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` while reading ``path`` into a ``UserError`` that names it."""
    try:
        yield
    except OSError as error:
        raise _reading_error(path, error) from error


def _reading_error(path: Path, error: OSError) -> UserError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UserError("data.missing_file", path=path)
    if isinstance(error, IsADirectoryError):
        return UserError("data.directory", path=path)
    if error.errno == errno.EFBIG:
        return UserError("environment.file_size", path=error.filename or path)
    if error.errno in _FORBIDDEN:
        return UserError("data.unreadable", path=path)
    if error.errno == errno.ELOOP:
        return UserError("data.link_loop", path=path)
    return UserError("environment.input_output", path=path, reason=error.strerror or str(error))


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` while writing ``path`` into a ``UserError`` that names it."""
    try:
        yield
    except OSError as error:
        raise _writing_error(path, error) from error


def _writing_error(path: Path, error: OSError) -> UserError:
    if error.errno == errno.EFBIG:
        return UserError("environment.file_size", path=path)
    if error.errno in _FULL:
        return UserError("environment.disk_full", path=path)
    if error.errno in _FORBIDDEN:
        return UserError("environment.no_permission", path=path)
    return UserError("environment.input_output", path=path, reason=error.strerror or str(error))


def require_room(folder: Path, path: Path) -> None:
    """Raise ``environment.disk_full`` when less is free than is always left on the disk.

    Args:
        folder: where is written; path: what the refusal names.
    """
    if shutil.disk_usage(folder).free < RESERVED_BYTES:
        raise UserError("environment.disk_full", path=path)


_DISK_FULL_WORDS = ("no space left", "disk quota", "max_temp_directory_size", "disk full")
_LARGE_WORDS = "file too large"
_WRITTEN = re.compile(r'[Cc](?:ould not|annot) (?:write|open|create|extend)[^"]*\\?"([^"\\]+)\\?"')
_RECORD = '{"exception_'
_GONE_WORDS = ("no files found", "no such file", "could not read from file", "cannot open file")
_ENDS_EARLY = "attempted range"
_READING = re.compile(r'^Failed to read file "[^"]*": ')


@contextmanager
def engine_failures(path: Path) -> Iterator[None]:
    """Turn DuckDB's input/output and memory errors into a ``UserError`` about ``path``.

    Anything else it raises is a defect of the SQL we generated and is left as it is.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        text = str(error).lower()
        if any(words in text for words in _DISK_FULL_WORDS):
            raise UserError("environment.disk_full", path=path) from error
        raise UserError("data.memory", path=path) from error
    except duckdb.PermissionException as error:
        # A file that is gone is looked for as a pattern, and patterns are not allowed.
        if path.exists():
            raise
        raise UserError("data.changed", path=path) from error
    except (duckdb.IOException, duckdb.HTTPException) as error:
        text = str(error).lower()
        if any(words in text for words in _DISK_FULL_WORDS):
            raise UserError("environment.disk_full", path=path) from error
        if "permission denied" in text or "read-only file system" in text:
            raise UserError("environment.no_permission", path=path) from error
        if any(words in text for words in _GONE_WORDS):
            raise UserError("data.changed", path=path) from error
        if _LARGE_WORDS in text:
            raise UserError("environment.file_size", path=_written(error) or path) from error
        reason = _plain_reason(error)
        raise UserError("environment.input_output", path=path, reason=reason) from error


def damage_of(error: duckdb.Error) -> str:
    """Return what the engine found wrong with a Parquet file, as a part of a sentence."""
    reason = str(error).splitlines()[0].split(": ", 1)[-1].rstrip(".")
    if _ENDS_EARLY in reason:
        return "it ends before its values do"
    return _READING.sub("", reason)


def _written(error: duckdb.Error) -> Path | None:
    """Return the file that the engine says it was writing."""
    found = _WRITTEN.search(str(error))
    return Path(found.group(1)) if found else None


def _plain_reason(error: duckdb.Error) -> str:
    """Return what the engine says, without the record of its own that it may put around it."""
    text = str(error).splitlines()[0]
    begin = text.find(_RECORD)
    if begin < 0:
        return text
    try:
        record, _ = json.JSONDecoder().raw_decode(text, begin)
    except ValueError:
        return text[:begin].rstrip(" :")
    return str(record.get("exception_message") or text[:begin].rstrip(" :"))
