"""Every kind of source that is not text, and which of them a file is."""

from __future__ import annotations

from pathlib import Path

from mlops_desktop.core.dataset import Detection, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.failures import reading
from mlops_desktop.data.readers.arrow_file import ArrowReader
from mlops_desktop.data.readers.json_file import JsonReader
from mlops_desktop.data.readers.parquet import ParquetReader
from mlops_desktop.data.readers.reader import Reader
from mlops_desktop.data.readers.sqlite import SqliteReader
from mlops_desktop.data.readers.workbook import WorkbookReader

READERS: tuple[Reader, ...] = (
    WorkbookReader(),
    ParquetReader(),
    ArrowReader(),
    SqliteReader(),
    JsonReader(),
)
TEXT = "csv"
FORMATS = (TEXT, *(reader.kind for reader in READERS))
_START = 4_096


def find_reader(path: Path, options: ReaderOptions) -> tuple[Reader, Detection] | None:
    """Return the reader of a file and why; None when the file is to be read as text.

    What the file holds decides, not its name.

    Raises:
        UserError: a format nobody knows, or one that the file is not of.
    """
    if options.format is not None and options.format not in FORMATS:
        raise UserError("data.format", format=options.format, formats=", ".join(FORMATS))
    with reading(path), path.open("rb") as file:
        start = file.read(_START)
    for reader in READERS:
        if options.format == TEXT and reader.is_text:
            continue
        reason = reader.recognise(path, start)
        if reason is None:
            continue
        if options.format not in (None, reader.kind):
            raise UserError(
                "data.wrong_format", path=path, chosen=options.format, found=reader.kind
            )
        return reader, Detection("format", reader.kind, reason)
    if options.format not in (None, TEXT):
        raise UserError("data.wrong_format", path=path, chosen=options.format, found=TEXT)
    return None
