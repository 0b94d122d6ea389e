"""Options that several commands share."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mlops_desktop.cli.commands.source_options import SOURCE_OPTIONS, collect_source
from mlops_desktop.cli.commands.text_options import (
    TEXT_OPTIONS,
    ColumnTypeChoice,
    collect_text,
)
from mlops_desktop.core.dataset import BadCells, ColumnType, ReaderOptions
from mlops_desktop.core.errors import UserError

if TYPE_CHECKING:
    from mlops_desktop.services.session import Session
    from mlops_desktop.services.sources import Source

F = TypeVar("F", bound=Callable[..., Any])

_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}

# Whether it can be read, the reading says: in our words, with what to do next.
FILE = click.Path(path_type=Path, readable=False)
FORMATS = ("csv", "xlsx", "parquet", "arrow", "sqlite", "json")
_SUFFIX_LIST = """
.csv .tsv .txt .xlsx .xlsm .xls .xlsb .ods .parquet .pq .arrow .feather .arrows .ipc
.json .jsonl .ndjson .sqlite .sqlite3 .db
.gz .zip .bz2 .xz .zst
"""
_SUFFIXES = frozenset(_SUFFIX_LIST.split())


def _delimiter(
    _context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    if value is None:
        return None
    character = _DELIMITERS.get(value, value)
    if len(character) != 1 or character in '"\r\n\0':
        raise click.BadParameter(
            "write one character, or tab, comma, semicolon, pipe, space.", param=parameter
        )
    return character


def _encoding(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        return codecs.lookup(value).name
    except LookupError as error:
        raise click.BadParameter(
            f"“{value}” is not an encoding; try utf-8, cp1252 or utf-16.", param=parameter
        ) from error


_READER_OPTIONS = (
    click.option(
        "--format",
        "format",
        type=click.Choice(FORMATS),
        help="Kind of file: it must be of it (csv: text of any kind, xlsx: any workbook).",
    ),
    click.option(
        "--delimiter",
        metavar="CHAR",
        callback=_delimiter,
        help="What separates the fields: one character, or tab, comma, semicolon, pipe, space.",
    ),
    click.option(
        "--encoding",
        metavar="NAME",
        callback=_encoding,
        help="How characters are stored: utf-8, cp1252, utf-16, …",
    ),
    click.option("--decimal", type=click.Choice([".", ","]), help="The decimal mark of numbers."),
    *SOURCE_OPTIONS,
    click.option(
        "--missing",
        metavar="TEXT",
        multiple=True,
        help="A text that stands for “no value”, beside the empty one (may be repeated).",
    ),
    click.option(
        "--type",
        "types",
        type=ColumnTypeChoice(),
        multiple=True,
        help=f"Type of a column: {', '.join(ColumnType)}; of dates also which part comes first,"
        " such as date:dmy, date:mdy or date:ymd (may be repeated).",
    ),
    click.option(
        "--bad-cells",
        type=click.Choice([str(item) for item in BadCells]),
        help="What a value that is not of its column's type becomes: a missing value "
        "(unless another choice is remembered), the whole column text, or a refusal.",
    ),
    *TEXT_OPTIONS,
)


def reader_options(function: F) -> F:
    """Add the options that say how a file is read; collect them with :func:`collect_reader`."""
    for option in reversed(_READER_OPTIONS):
        function = option(function)
    return function


def collect_reader(chosen: dict[str, Any]) -> ReaderOptions:
    """Return the reader options from the values click collected."""
    return ReaderOptions(
        format=chosen["format"],
        delimiter=chosen["delimiter"],
        encoding=chosen["encoding"],
        decimal=chosen["decimal"],
        missing=tuple(chosen["missing"]),
        bad_cells=BadCells(chosen["bad_cells"]) if chosen["bad_cells"] else None,
        **collect_source(chosen),
        **collect_text(chosen),
    )


def source(session: Session, text: str, options: ReaderOptions) -> Source:
    """Return what ``--data`` means: a dataset version, or a file and how to read it.

    ``data:NAME`` is always a dataset and anything with a folder in it always a file.

    Raises:
        UserError: ``usage.file_or_data`` when both exist, ``usage.no_data`` when neither does.
    """
    from mlops_desktop.services.sources import FileSource

    if text.startswith("data:"):
        return text
    path = Path(text)
    if path.is_absolute() or len(path.parts) > 1 or text.startswith("."):
        return FileSource(path, options)
    is_data = _is_dataset(session, text)
    if path.is_file() and is_data:
        raise UserError("usage.file_or_data", name=text)
    if is_data:
        return text
    if path.exists() or path.suffix.lower() in _SUFFIXES:
        # Also when it does not exist: "there is no file july.csv" is what the person needs to hear.
        return FileSource(path, options)
    raise UserError("usage.no_data", name=text)


def _is_dataset(session: Session, text: str) -> bool:
    from mlops_desktop.services import resolve

    name, _, _ = text.partition("@")
    try:
        resolve.dataset(session, name)
    except UserError:
        return False
    return True


def new_file(path: Path, *, overwrite: bool) -> Path:
    """Return the path of a file to write, refusing to replace one nobody offered.

    Of a link it is the file the link leads to, so that every message names what is written.

    Raises:
        UserError: ``usage.file_exists``, ``usage.is_folder``, ``usage.no_folder``,
            ``usage.special_file``, ``project.own_file``.
    """
    from mlops_desktop.storage.layout import replaceable

    if path.is_dir():
        raise UserError("usage.is_folder", path=path)
    if not path.absolute().parent.is_dir():
        raise UserError("usage.no_folder", path=path.absolute().parent)
    place = replaceable(path)
    path = place if path.is_symlink() else path
    if path.exists() and not overwrite:
        raise UserError("usage.file_exists", path=path)
    return path


fitted_option = click.option(
    "--fitted",
    type=click.Choice(["anew", "recorded"]),
    default="anew",
    show_default=True,
    help="Whether means, limits, edges and the like are computed from these rows, or are those"
    " recorded with the run before.",
)
overwrite_option = click.option(
    "--overwrite", is_flag=True, help="Replace the file when it exists already."
)

reason_option = click.option(
    "--reason", metavar="TEXT", required=True, help="Why; it is kept in the log."
)
