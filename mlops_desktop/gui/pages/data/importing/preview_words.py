"""What the preview of a file, and its import, say in sentences."""

from __future__ import annotations

from mlops_desktop.core.dataset import BadCells, Preview
from mlops_desktop.core.wording import size_text
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.reading_words import DECIMALS, ENCODINGS, SEPARATORS
from mlops_desktop.gui.pages.data.tables import rejects_sentence
from mlops_desktop.services.datasets import ImportSummary


def refusal(preview: Preview) -> str:
    """Return why the import would refuse what the preview saw; "" when it would not."""
    cells = sum(count for _, count in preview.rejects.cell_counts)
    if preview.options.bad_cells is not BadCells.FAIL or not cells:
        return ""
    told = words.tr("{0} not of the column's type, and bad values refuse the file.")
    return told.format(words.counted(cells, "value"))


def will_be(preview: Preview) -> str:
    """Return what will happen to the rejected, with the reservation that only a part was read."""
    refused = refusal(preview)
    if refused:
        return refused
    sentence = rejects_sentence(preview.rejects, is_done=False)
    if preview.is_complete:
        return sentence
    more = words.tr("In the beginning of the file; the import looks at all of it.")
    return f"{sentence} {more}"


def looks_like(preview: Preview) -> str:
    """Say what the file looks like: "Comma-separated text, UTF-8, decimal point. 8,645 rows …"."""
    parts = _kind(preview)
    told = {item.option: item.value for item in preview.detections if item.column is None}
    if "files" in told:
        parts.insert(0, words.tr("a folder ({0} files)").format(told["files"]))
    if preview.options.member:
        parts.append(words.tr("{0} in the archive").format(preview.options.member))
    columns = words.counted(len(preview.columns), "column")
    extent = size_text(preview.file_size)
    if preview.is_complete:
        extent = words.counted(preview.profile.row_count, "row")
    return words.tr("Looks like {0}. {1}, {2}.").format(", ".join(parts), extent, columns)


def _kind(preview: Preview) -> list[str]:
    options = preview.options
    if options.format == "xlsx":
        return [words.tr("a workbook, sheet {0}").format(options.sheet)]
    if options.format == "json":
        where = options.records or next(
            (item.value for item in preview.detections if item.option == "records"), ""
        )
        return [words.tr("JSON"), words.tr("records in {0}").format(where)]
    if options.format == "sqlite":
        table = words.tr("the rows of a query")
        if not options.query:
            table = words.tr("table {0}").format(options.table)
        return [words.tr("an SQLite database"), table]
    if options.format == "parquet":
        return [words.tr("Parquet")]
    if options.format == "arrow":
        return [words.tr("Arrow")]
    return _text_kind(preview)


def _text_kind(preview: Preview) -> list[str]:
    options = preview.options
    parts = [words.tr("text in columns of fixed width")]
    if not options.widths:
        separator = SEPARATORS.get(options.delimiter or "", options.delimiter or "")
        separated = words.tr("{0}-separated text").format(separator)
        parts = [separated if separator else words.tr("text")]
    if options.encoding:
        parts.append(ENCODINGS.get(options.encoding, options.encoding).partition(" (")[0])
    if options.decimal:
        mark = DECIMALS.get(options.decimal, options.decimal)
        parts.append(words.tr("decimal {0}").format(mark))
    return parts


def imported_sentence(summary: ImportSummary) -> str:
    """Say what an import did: the new version, or that none was made."""
    version, event = summary.version, summary.event
    if summary.identical:
        told = words.tr("{0} is identical to {1}: no new version was made.")
        return told.format(event.file_name, version.label)
    rows = words.counted(version.row_count, "row")
    parts = [words.tr("{0} imported as {1}: {2}").format(event.file_name, version.label, rows)]
    if event.rows_rejected:
        parts.append(words.tr("{0} rejected").format(words.counted(event.rows_rejected, "row")))
    if event.cells_rejected:
        values = words.counted(event.cells_rejected, "value")
        parts.append(words.tr("{0} became missing").format(values))
    if version.same_as is not None:
        parts.append(words.tr("the same content as @{0}").format(version.same_as))
    return f"{', '.join(parts)}."
