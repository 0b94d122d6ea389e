"""From any file to rows that DuckDB can read: the path that preview and import share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.dataset import Detection, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.data.dialect import (
    DECIMALS,
    DELIMITERS,
    Header,
    find_decimal,
    find_delimiter,
    first_rows,
    read_header,
)
from mlops_desktop.data.failures import reading, writing
from mlops_desktop.data.limits import MAX_ROW_BYTES, PREVIEW_BYTES
from mlops_desktop.data.prepared import CleanText, Prepared
from mlops_desktop.data.readers.reader import Request
from mlops_desktop.data.readers.registry import find_reader
from mlops_desktop.data.rows import Layout, Scan, scan, write_kept
from mlops_desktop.data.source import Stamp, TextFile, as_it_is, find_format, read_text, stamp
from mlops_desktop.data.survey import BackgroundSurvey, Survey

_BEGINNING = MAX_ROW_BYTES + 64 * 1024
_JUDGED_ROWS = 1_000


def prepare(
    path: Path,
    options: ReaderOptions,
    folder: Path,
    reporter: Reporter,
    limit: int | None = None,
) -> Prepared:
    """Split and count the rows of a file.

    Args:
        folder: where copies are written.
        limit: read only so many bytes from the beginning (text files only).

    Raises:
        UserError: whatever makes the file unreadable, with file, row and next step.
    """
    before = stamp(path)
    if limit is not None and before.size <= limit:
        limit = None
    if found := find_reader(path, options):
        reader, reason = found
        request = Request(path, options, folder, reporter, before, reason, limit is not None)
        return reader.prepare(request)
    return _prepare_text(path, replace(options, format="csv"), folder, reporter, limit)


def _prepare_text(
    path: Path, options: ReaderOptions, folder: Path, reporter: Reporter, limit: int | None
) -> Prepared:
    before, found = stamp(path), find_format(path, options)
    text = as_it_is(path, options) if limit is None else None
    if text is not None:
        reader = _TextReader(path, text, options, folder, reporter)
        if prepared := reader.prepare(before, (found,)):
            return prepared
    text = read_text(path, options, folder, reporter, limit)
    reader = _TextReader(path, text, options, folder, reporter, is_cut=limit is not None)
    return _required(reader.prepare(before, (found,)))


def _required(prepared: Prepared | None) -> Prepared:
    if prepared is None:
        raise RuntimeError("a surveyed text turned out not to be UTF-8")
    return prepared


@dataclass(frozen=True, slots=True)
class _TextReader:
    path: Path
    text: TextFile
    options: ReaderOptions
    folder: Path
    reporter: Reporter
    is_cut: bool = False

    def prepare(self, before: Stamp, found: tuple[Detection, ...]) -> Prepared | None:
        """Split the rows; None when the text, not surveyed before, is not UTF-8 after all."""
        beginning, is_all = self._beginning()
        delimiter = find_delimiter(beginning, self.options.delimiter, is_all)
        header = read_header(beginning, delimiter.value, is_all)
        layout = self._layout(header, delimiter.value)
        result, sha256 = self._scan(layout)
        if sha256 is None:
            return None
        if result.kept == 0:
            raise self._nothing_kept(result)
        body = beginning[header.next :]
        first = first_rows(body, delimiter.value, layout.width, _JUDGED_ROWS, is_all)
        decimal = find_decimal(header.names, first, self.options.decimal)
        clean, sample = self._clean(layout, result)
        options = replace(
            self.options,
            delimiter=delimiter.value,
            encoding=self.text.codec,
            decimal=decimal.value,
        )
        return Prepared(
            path=self.path,
            stamp=before,
            sha256=sha256,
            options=options,
            detections=(*found, *self._detections(delimiter, decimal, layout.width)),
            names=header.names,
            text=clean,
            sample=sample,
            scan=result,
            lines=result.lines,
        )

    def _layout(self, header: Header, delimiter: str) -> Layout:
        return Layout(
            self.text.path,
            self.text.start + header.next,
            header.next_line,
            delimiter,
            len(header.names),
            header.line_break,
            self.is_cut,
            self.path.name,
        )

    def _detections(
        self, delimiter: Detection, decimal: Detection, width: int
    ) -> tuple[Detection, ...]:
        """Return what was found, in words instead of characters."""
        return (
            self.text.encoding,
            replace(delimiter, value=DELIMITERS.get(delimiter.value, delimiter.value)),
            replace(decimal, value=DECIMALS[decimal.value]),
            Detection("header", "row 1", f"{width} names, none empty, none twice"),
        )

    def _scan(self, layout: Layout) -> tuple[Scan, str | None]:
        if self.text.is_surveyed:
            return scan(layout, self.reporter), self.text.sha256
        with BackgroundSurvey(Survey(self.path)) as background:
            result = scan(layout, self.reporter, background)
            survey = background.finish()
        if survey.bad_line is None:
            return result, survey.sha256
        if self.options.encoding is not None:
            raise UserError(
                "data.encoding",
                path=self.path,
                line=survey.bad_line,
                encoding=self.text.encoding.value,
                byte=survey.bad_byte,
            )
        return result, None

    def _beginning(self) -> tuple[bytes, bool]:
        path = self.text.path
        with reading(path), path.open("rb") as file:
            file.seek(self.text.start)
            beginning = file.read(_BEGINNING)
            is_all = not self.is_cut and not file.read(1)
        return beginning, is_all

    def _nothing_kept(self, result: Scan) -> UserError:
        if not result.rejects:
            return UserError("data.no_rows", path=self.path)
        first = result.rejects[0]
        return UserError(
            "data.mostly_rejected",
            rejected=len(result.rejects),
            rows=result.rows_in_file,
            line=first.line,
            reason=first.reason,
        )

    def _clean(self, layout: Layout, result: Scan) -> tuple[CleanText, CleanText]:
        """Return what DuckDB reads, and a sample of it."""
        clean = CleanText(
            layout.path, 1, layout.delimiter, layout.width, is_crlf="\r\n" in result.breaks
        )
        if result.needs_copy or self.is_cut:
            copy = self.folder / "rows.csv"
            with writing(copy), copy.open("wb") as out:
                write_kept(layout, out, self.reporter)
            clean = replace(clean, path=copy, skip=0, is_crlf=False)
        if layout.path.stat().st_size <= PREVIEW_BYTES:
            return clean, clean
        sample = self.folder / "sample.csv"
        with writing(sample):
            sample.write_bytes(result.sample)
        return clean, replace(clean, path=sample, skip=0, is_crlf=False)
