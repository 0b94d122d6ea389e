"""What a file is, and how its bytes become UTF-8 text.

Every byte is looked at once, before anything else reads the file: SHA-256, NUL bytes, whether it
is UTF-8. A file that is not is written as UTF-8 into the job folder.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.dataset import Detection, Finding, ReaderOptions, Severity
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.core.wording import counted
from mlops_desktop.data.failures import reading, writing
from mlops_desktop.data.survey import Survey

CHUNK = 1024 * 1024
"""Bytes read at a time; what is computed from one piece stays in the processor's cache."""
_BEGINNING = 2 * 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
)
_FEW_BYTES, _MANY_TIMES = 10, 1_000
OTHER_ENCODINGS = "cp1252 (Western European) or latin-1"
"""What may be tried where UTF-8 fails."""
_USUAL = "utf-8 or cp1252 (Western European)"
_TITLES = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file's size and time of change, to notice that it changed while it was read."""

    size: int
    changed_ns: int


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as UTF-8 text.

    Attributes:
        path: the file itself, or its UTF-8 copy in the job folder.
        start: where the text starts: behind the byte-order mark.
        sha256: of the original's bytes; empty when only the beginning was read, or when the file
            is still to be surveyed.
        is_surveyed: whether every byte was looked at; if not, it only looks like UTF-8.
        doubt: said where a few bytes alone speak against UTF-8.
    """

    path: Path
    start: int
    sha256: str
    encoding: Detection
    codec: str
    is_surveyed: bool = True
    doubt: Finding | None = None


def stamp(path: Path) -> Stamp:
    """Return the file's stamp.

    Raises:
        UserError: when there is no such file, it is a folder, it is empty, or its name is no text.
    """
    require_text(path)
    with reading(path):
        facts = path.stat()
        if path.is_dir():
            raise UserError("data.directory", path=path)
        if not path.is_file():
            raise UserError("data.not_a_file", path=path)
    if facts.st_size == 0:
        raise UserError("data.empty_file", path=path)
    return Stamp(facts.st_size, facts.st_mtime_ns)


def require_text(path: Path) -> None:
    """Refuse a path of bytes that are not UTF-8: the engine and every record know names as text.

    Raises:
        UserError: when it is one; it names the path with � for each such byte.
    """
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError as error:
        shown = os.fsencode(path).decode("utf-8", "replace")
        raise UserError("data.file_name", path=shown) from error


def check_unchanged(path: Path, before: Stamp) -> None:
    """Raise ``data.changed`` when the file is gone or not what it was."""
    try:
        now = path.stat()
    except OSError as error:
        raise UserError("data.changed", path=path) from error
    if Stamp(now.st_size, now.st_mtime_ns) != before:
        raise UserError("data.changed", path=path)


def find_format(path: Path, options: ReaderOptions) -> Detection:
    """Say that the file is text, after every reader of another kind said it is not theirs.

    Raises:
        UserError: when it is something else, or not the format that was chosen.
    """
    with reading(path), path.open("rb") as file:
        start = file.read(16)
    found = Detection("format", "csv", "the file is text")
    for magic, kind in _FOREIGN:
        if start.startswith(magic):
            raise UserError("data.foreign", path=path, kind=kind)
    if options.format not in (None, found.value):
        raise UserError("data.wrong_format", path=path, chosen=options.format, found=found.value)
    return found


def as_it_is(path: Path, options: ReaderOptions) -> TextFile | None:
    """Return the file unread if its beginning is UTF-8, so that it can be surveyed while split.

    Raises:
        UserError: for a NUL byte in the beginning, an unknown encoding.
    """
    beginning, mark, marked = _beginning(path)
    codec = _codec(options.encoding, marked)
    if codec not in (None, "utf-8") or _has_old_breaks(beginning):
        return None
    survey = Survey(path)
    survey.feed(beginning)
    if survey.bad_line is not None:
        return None
    reason = _reason(options, marked) or "every byte is valid UTF-8"
    found = Detection("encoding", _TITLES["utf-8"], reason)
    return TextFile(path, len(mark), "", found, "utf-8", is_surveyed=False)


def read_text(  # noqa: PLR0913 - each is one plain thing the caller knows
    path: Path,
    options: ReaderOptions,
    folder: Path,
    reporter: Reporter,
    limit: int | None = None,
    *,
    name: str = "",
) -> TextFile:
    """Survey the file, and copy it as UTF-8 into the folder unless it is UTF-8 already.

    Args:
        limit: read only so many bytes, for a preview.
        name: what the person calls the file, where ``path`` is a copy of it.

    Raises:
        UserError: NUL bytes, bytes that are not of the encoding, an unknown encoding.
    """
    beginning, mark, marked = _beginning(path)
    codec = _codec(options.encoding, marked)
    survey = Survey(path, may_hold_nul=codec is not None and codec.startswith("utf-16"))
    for piece in _chunks(path, reporter, limit, name):
        survey.feed(piece)
    if limit is None:
        survey.finish()
    reason = _reason(options, marked)
    doubt = None
    is_guessed = codec is None
    if codec is None:
        codec, reason = _guess(survey, path)
        doubt = _doubt(survey, min(limit or (1 << 62), path.stat().st_size))
    if codec == "utf-8" and survey.bad_line is not None:
        raise UserError(
            "data.encoding",
            path=path,
            line=survey.bad_line,
            encoding="UTF-8",
            byte=survey.bad_byte,
            others=OTHER_ENCODINGS,
        )
    found = Detection("encoding", _TITLES.get(codec, codec), reason)
    sha256 = survey.sha256 if limit is None else ""
    if codec == "utf-8" and not _has_old_breaks(beginning) and limit is None:
        return TextFile(path, len(mark), sha256, found, codec)
    copy = folder / "text.csv"
    with _said_of_a_guess(path) if is_guessed else nullcontext():
        _transcode(path, copy, codec, limit, reporter)
    return TextFile(copy, 0, sha256, found, codec, doubt=doubt)


def _beginning(path: Path) -> tuple[bytes, bytes, str | None]:
    """Return the first bytes, the byte-order mark, and the encoding it says."""
    with reading(path), path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    mark, marked = next(((m, c) for m, c in _MARKS if beginning.startswith(m)), (b"", None))
    return beginning, mark, marked


def _has_old_breaks(beginning: bytes) -> bool:
    return b"\n" not in beginning and b"\r" in beginning


def _reason(options: ReaderOptions, marked: str | None) -> str:
    if options.encoding is not None:
        return "chosen"
    return "the file starts with its mark (BOM)" if marked else ""


def _codec(chosen: str | None, marked: str | None) -> str | None:
    if chosen is None:
        return marked
    try:
        name = codecs.lookup(chosen).name
    except (LookupError, ValueError) as error:
        raise UserError("data.unknown_encoding", encoding=chosen) from error
    if not getattr(codecs.lookup(name), "_is_text_encoding", True):
        raise UserError("data.unknown_encoding", encoding=chosen)
    if name in ("utf-8", "utf-8-sig", "ascii"):
        return "utf-8"
    return "utf-16" if marked == "utf-16" and name.startswith("utf-16") else name


def _chunks(
    path: Path, reporter: Reporter, limit: int | None = None, name: str = ""
) -> Iterator[bytes]:
    """Yield the file in pieces, telling the progress."""
    with reading(path), path.open("rb", buffering=0) as file:
        total = min(limit or (1 << 62), os.fstat(file.fileno()).st_size)
        done = 0
        while done < total and (piece := file.read(min(CHUNK, total - done))):
            phase = f"Looking at {name or path.name}"
            reporter.step(Step(phase, done, total, unit=Unit.BYTES))
            done += len(piece)
            yield piece


def _guess(survey: Survey, path: Path) -> tuple[str, str]:
    """Return the encoding and why.

    Raises:
        UserError: ``data.mixed_encoding``: UTF-8 with some bytes that are not. Read as
            Windows-1252, every accent of the file would be two signs.
    """
    if survey.bad_line is None:
        return "utf-8", "every byte is valid UTF-8"
    if survey.characters > survey.bad_count:
        raise UserError(
            "data.mixed_encoding", path=path, line=survey.bad_line, byte=survey.bad_byte
        )
    return (
        "cp1252",
        f"line {survey.bad_line} is not UTF-8 (byte {survey.bad_byte}); "
        "read as Windows-1252, Western European",
    )


@contextmanager
def _said_of_a_guess(path: Path) -> Iterator[None]:
    """Do not blame an encoding that the person has not chosen."""
    try:
        yield
    except UserError as error:
        if error.code != "data.encoding":
            raise
        facts = {"line": error.facts["line"], "byte": error.facts["byte"]}
        raise UserError("data.damaged_text", path=path, **facts) from error


def _doubt(survey: Survey, size: int) -> Finding | None:
    """Say that nearly every byte is UTF-8, so that the others may be damage."""
    count = survey.bad_count
    if survey.bad_line is None or count > _FEW_BYTES or size < _MANY_TIMES * count:
        return None
    title = f"{counted(count, 'byte')} of {size:,} {'is' if count == 1 else 'are'} not UTF-8"
    detail = (
        f"The first is byte {survey.bad_byte} on line {survey.bad_line}, read as “"
        f"{bytes([int(survey.bad_byte, 16)]).decode('cp1252', 'replace')}” (Windows-1252). If that"
        " is wrong, the file is damaged there: correct the line and import again."
    )
    return Finding(Severity.WARN, "encoding", title, detail)


def _transcode(path: Path, copy: Path, codec: str, limit: int | None, reporter: Reporter) -> None:
    """Write the text as UTF-8 with line feeds where a file has carriage returns alone."""
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    old_breaks: bool | None = None
    with writing(copy), copy.open("wb") as out:
        for piece in _chunks(path, reporter, limit):
            try:
                text = decoder.decode(piece)
            except UnicodeError as error:
                raise _not_of_encoding(path, codec, line, error) from error
            if old_breaks is None:
                old_breaks = "\r" in text and "\n" not in text
                text = text.removeprefix("\ufeff")
            if "\0" in text:
                raise UserError(
                    "data.nul", path=path, line=line + text[: text.index("\0")].count("\n")
                )
            if old_breaks:
                text = text.replace("\r", "\n")
            line += text.count("\n")
            out.write(text.encode("utf-8", "surrogatepass"))
        if limit is None and codec != "cp1252":
            _finish(decoder, path, codec, line)


def _finish(decoder: codecs.IncrementalDecoder, path: Path, codec: str, line: int) -> None:
    """Refuse a text whose last character lacks bytes."""
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        named = _TITLES.get(codec, codec)
        raise UserError("data.cut_character", path=path, line=line, encoding=named) from error
    except UnicodeError as error:
        raise _not_of_encoding(path, codec, line, error) from error


def _not_of_encoding(path: Path, codec: str, line: int, error: UnicodeError) -> UserError:
    if not isinstance(error, UnicodeDecodeError):
        return UserError("data.utf16_mark", path=path)
    line += error.object[: error.start].count(b"\n")
    return UserError(
        "data.encoding",
        path=path,
        line=line,
        encoding=_TITLES.get(codec, codec),
        byte=f"0x{error.object[error.start]:02X}",
        others="utf-8, or latin-1, which reads every byte" if codec == "cp1252" else _USUAL,
    )
