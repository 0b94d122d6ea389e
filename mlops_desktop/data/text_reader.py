"""Text files: comma-separated and their relatives, as rows that DuckDB can read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mlops_desktop.core.dataset import Detection, ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter
from mlops_desktop.core.rejects import RowReject
from mlops_desktop.data.beginning import Beginning
from mlops_desktop.data.dialect import Found
from mlops_desktop.data.failures import reading, writing
from mlops_desktop.data.fixed_width import to_csv, with_reasons
from mlops_desktop.data.header import Header
from mlops_desktop.data.limits import MAX_ROW_BYTES, PREVIEW_BYTES
from mlops_desktop.data.number_style import NumberStyle
from mlops_desktop.data.prepared import CleanText, Prepared
from mlops_desktop.data.rows import Layout, Scan, scan, write_kept
from mlops_desktop.data.source import (
    OTHER_ENCODINGS,
    Stamp,
    TextFile,
    as_it_is,
    find_format,
    read_text,
    stamp,
)
from mlops_desktop.data.survey import BackgroundSurvey, Survey

_BEGINNING = MAX_ROW_BYTES + 64 * 1024


def prepare_text(
    path: Path, options: ReaderOptions, folder: Path, reporter: Reporter, limit: int | None
) -> Prepared:
    """Split and count the rows of a text file.

    Args:
        folder: where copies are written.
        limit: read only so many bytes from the beginning.

    Raises:
        UserError: whatever makes the file unreadable, with row and next step.
    """
    before, found = stamp(path), find_format(path, options)
    text = as_it_is(path, options) if limit is None else None
    if text is not None:
        reader = _TextReader(path, text, options, folder, reporter)
        if prepared := reader.prepare(before, (found,)):
            return prepared
    text = read_text(path, options, folder, reporter, limit)
    reader = _TextReader(path, text, options, folder, reporter, is_cut=limit is not None)
    prepared = reader.prepare(before, (found,))
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
        """Split the rows; None when the text must be surveyed first, or is not UTF-8 after all."""
        split = self._beginning().split(self.options)
        if split.cuts is None:
            return self._prepare(before, found, split, {})
        if not self.text.is_surveyed:
            return None
        copy = self.folder / "columns.csv"
        faults = to_csv(self.text, split.cuts, split.dialect.comment, copy, self.reporter)
        inner = replace(self, text=replace(self.text, path=copy, start=0))
        return inner._prepare(before, found, split, faults)  # noqa: SLF001 - the same class

    def _prepare(
        self,
        before: Stamp,
        found: tuple[Detection, ...],
        split: Found,
        faults: dict[int, RowReject],
    ) -> Prepared | None:
        beginning = self._beginning()
        header = beginning.header(split.dialect, self.options)
        layout = self._layout(header, split)
        result, sha256 = self._scan(layout)
        if sha256 is None:
            return None
        result.rejects = with_reasons(result.rejects, faults)
        self._require_rows(result, header.next_line)
        style, marks = beginning.style(split.dialect, header, self.options)
        clean, sample = self._clean(layout, result, header.skip)
        options = replace(self._filled(split, style), header=header.line)
        counted = _with_counts(split, beginning.text[: header.next], result)
        return Prepared(
            path=self.path,
            stamp=before,
            sha256=sha256,
            options=options,
            detections=(*found, self.text.encoding, *counted, *marks, header.detection),
            names=header.names,
            text=clean,
            sample=sample,
            scan=result,
            lines=result.lines,
            doubts=(self.text.doubt,) if self.text.doubt else (),
        )

    def _filled(self, split: Found, style: NumberStyle) -> ReaderOptions:
        """Return the options with what was found out."""
        return replace(
            self.options,
            delimiter=None if split.cuts else split.dialect.delimiter,
            quote=split.dialect.quote,
            comment=split.dialect.comment,
            widths=split.cuts.widths if split.cuts else (),
            encoding=self.text.codec,
            decimal=style.decimal,
            thousands=style.thousands,
        )

    def _layout(self, header: Header, split: Found) -> Layout:
        return Layout(
            self.text.path,
            self.text.start + header.next,
            header.next_line,
            split.dialect,
            len(header.names),
            header.line_break,
            self.is_cut,
            self.path.name,
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
                others=OTHER_ENCODINGS,
            )
        return result, None

    def _beginning(self) -> Beginning:
        path = self.text.path
        with reading(path), path.open("rb") as file:
            file.seek(self.text.start)
            beginning = file.read(_BEGINNING)
            is_all = not self.is_cut and not file.read(1)
        return Beginning(beginning, is_all)

    def _require_rows(self, result: Scan, line: int) -> None:
        if result.kept:
            return
        if not result.rejects:
            if self.is_cut:
                raise UserError("data.long_row", path=self.path, line=line)
            raise UserError("data.no_rows", path=self.path)
        first = result.rejects[0]
        raise UserError(
            "data.mostly_rejected",
            rejected=len(result.rejects),
            rows=result.rows_in_file,
            line=first.line,
            reason=first.reason,
        )

    def _clean(self, layout: Layout, result: Scan, skip: int) -> tuple[CleanText, CleanText]:
        """Return what DuckDB reads, and a sample of it."""
        dialect = layout.dialect
        is_crlf = "\r\n" in result.breaks
        clean = CleanText(
            layout.path, skip, dialect.delimiter, layout.width, is_crlf, dialect.quote
        )
        if result.needs_copy or self.is_cut:
            copy = self.folder / "rows.csv"
            with writing(copy), copy.open("wb") as out:
                write_kept(layout, out, self.reporter)
            clean = replace(clean, path=copy, skip=0, is_crlf=False)
        if self._size(layout.path) <= PREVIEW_BYTES:
            return clean, clean
        sample = self.folder / "sample.csv"
        with writing(sample):
            sample.write_bytes(result.sample)
        return clean, replace(clean, path=sample, skip=0, is_crlf=False)

    def _size(self, path: Path) -> int:
        try:
            return path.stat().st_size
        except OSError as error:
            raise UserError("data.changed", path=self.path) from error


def _with_counts(split: Found, above: bytes, result: Scan) -> tuple[Detection, ...]:
    """Say how many comment lines there are, those above the first row included."""
    comment = split.dialect.comment.encode()
    total = result.comments + sum(line.startswith(comment) for line in above.split(b"\n"))
    count = f"{total:,} line{'' if total == 1 else 's'}"
    return tuple(
        replace(item, reason=f"{item.reason}; {count}")
        if item.option == "comment" and comment
        else item
        for item in split.detections
    )
