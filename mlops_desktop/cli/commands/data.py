"""Datasets: import, list, show, preview, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from mlops_desktop.cli.commands.options import (
    FILE,
    collect_reader,
    new_file,
    overwrite_option,
    reader_options,
    source,
)
from mlops_desktop.cli.commands.recipe import document_json
from mlops_desktop.cli.door import Door, Group, pass_door
from mlops_desktop.cli.selecting import columns_named, sort_keys
from mlops_desktop.cli.text import data as text
from mlops_desktop.cli.text import recipe as recipe_text
from mlops_desktop.core import codec
from mlops_desktop.core.errors import about
from mlops_desktop.core.selection import Selection


@click.group(cls=Group)
def data() -> None:
    """Import files as numbered, immutable dataset versions, and look at them."""


_forget_option = click.option(
    "--forget",
    is_flag=True,
    help="Do not use again what was chosen for the newest version of the dataset.",
)


_where_option = click.option(
    "--where",
    metavar="EXPR",
    default="",
    help="Only the rows of stored data where this is true, such as “price > 10”.",
)


_sort_option = click.option(
    "--sort",
    metavar="COLUMN[:desc]",
    multiple=True,
    help="Sort by a column of stored data; again for the next key. Missing values come last.",
)


@data.command("import")
@click.argument("file", metavar="FILE|FOLDER|-", type=FILE)
@click.option("--name", metavar="NAME", help="The dataset's name (else the file's).")
@click.option(
    "--append",
    is_flag=True,
    help="Add the rows to the newest version of the dataset; the result is the next version.",
)
@_forget_option
@reader_options
@pass_door
def import_file(
    door: Door, /, file: Path, name: str | None, append: bool, forget: bool, **reader: Any
) -> None:
    """Import a file, or a folder of like files, as the next version of a dataset.

    CSV and its relatives, workbooks (.xlsx .xlsm .xls .xlsb .ods), Parquet, Arrow, JSON, JSON
    lines and SQLite are read; “-” is a table from standard input. How it is read is found out and
    shown; every option overrides what was found, and what you choose holds for the dataset's next
    file too. Rows and values that cannot be taken as they stand are listed with their line, never
    silently dropped.
    """
    from mlops_desktop.services import datasets, pasting, sources

    options = collect_reader(reader)
    if is_piped := str(file) == "-":
        file = Path("stdin")
    with door.session() as session:
        name = sources.dataset_name_for(file) if name is None else name
        work = door.work()
        if is_piped:
            stream = sys.stdin.buffer
            outcome = pasting.import_pasted(
                session,
                stream,
                name,
                options,
                work,
                called=file.name,
                forget=forget,
                append=append,
            )
        else:
            verb = datasets.append_file if append else datasets.import_file
            outcome = verb(session, file, name, options, work, forget=forget)
        summary = outcome.value
        version = summary.version
        before = next(
            (v for v in datasets.versions(session, name) if v.number < version.number), None
        )
    door.console.answer(codec.to_json(summary), text.imported(summary, before))


@data.command("list")
@click.option("--hidden", is_flag=True, help="Include archived datasets.")
@pass_door
def list_datasets(door: Door, /, hidden: bool) -> None:
    """List the datasets with their newest versions."""
    from mlops_desktop.services import datasets

    with door.session(read_only=True) as session:
        rows = datasets.list_datasets(session, include_hidden=hidden)
    door.console.answer({"datasets": codec.to_json(rows)}, text.listing(rows))


@data.command()
@click.argument("reference", metavar="NAME[@N]")
@pass_door
def show(door: Door, /, reference: str) -> None:
    """Show a dataset version: columns, profile, findings, rejects, where it came from.

    Of predictions also which model version made them, and what was odd about the rows; of what a
    recipe made its steps, and which columns each column comes from.
    """
    from mlops_desktop.services import datasets, scoring, transforming

    with door.session(read_only=True) as session:
        details = datasets.show(session, reference)
        batch = scoring.batch_of(session, details.version)
        making = transforming.making_of(session, details.version)
    recipe = making and {
        **codec.to_json(making),
        "document": document_json(making.document),
    }
    payload = {**codec.to_json(details), "prediction": codec.to_json(batch), "making": recipe}
    maker = recipe_text.making(making) if making else ()
    door.console.answer(payload, text.details(details, door.console.room, batch, maker))


@data.command()
@click.argument("what", metavar="NAME[@N]|FILE")
@click.option(
    "--rows", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many rows."
)
@click.option(
    "--offset", type=click.IntRange(0), default=0, help="How many rows to skip (stored data only)."
)
@_where_option
@_sort_option
@click.option("--columns", metavar="A,B,…", help="The columns of stored data to show, in order.")
@reader_options
@pass_door
def preview(  # noqa: PLR0913 - one argument per option
    door: Door,
    /,
    *,
    what: str,
    rows: int,
    offset: int,
    where: str,
    sort: tuple[str, ...],
    columns: str | None,
    **reader: Any,
) -> None:
    """Show the first rows of a stored version, or how a file would be read.

    For a file nothing is stored: delimiter, encoding, decimal mark and types are found out, and
    the options show what overriding them would do.
    """
    from mlops_desktop.services import datasets, row_views

    options = collect_reader(reader)
    with door.session(read_only=True) as session:
        chosen = source(session, what, options)
        if isinstance(chosen, str):
            details = datasets.show(session, chosen)
            wanted = Selection(where, sort_keys(sort, details.columns))
            with about(path=details.version.label):
                shown = columns_named(columns, details.columns)
            page = row_views.selected(session, chosen, wanted, (offset, rows), door.work())
            part = text.Part.of(details.columns, page, shown, offset)
            payload = {
                "version": codec.to_json(details.version),
                "columns": codec.to_json(part.columns),
                "offset": offset,
                "matching": page.total,
                "rows": codec.to_json(part.rows),
            }
            door.console.answer(payload, text.page(details, part, door.console.room))
            return
        _refuse_for_a_file(is_selected=bool(where or sort or columns or offset))
        path = chosen if isinstance(chosen, Path) else chosen.path
        found = datasets.preview_file(session, path, options, door.work())
    lines = text.file_preview(path.name, found, rows, door.console.room)
    door.console.answer(codec.to_json(found), lines)


def _refuse_for_a_file(*, is_selected: bool) -> None:
    """Refuse what only stored rows can be asked for."""
    if is_selected:
        raise click.UsageError(
            "--where, --sort, --columns and --offset are for stored data; import it."
        )


@data.command()
@click.argument("reference", metavar="NAME[@N]")
@click.argument("file", metavar="FILE", type=FILE)
@click.option(
    "--safe",
    "--spreadsheet-safe",
    "spreadsheet_safe",
    is_flag=True,
    help="CSV: put an apostrophe before texts that a spreadsheet would run as a formula.",
)
@_where_option
@_sort_option
@click.option("--columns", metavar="A,B,…", help="The columns that are written, in order.")
@overwrite_option
@pass_door
def export(  # noqa: PLR0913 - one argument per option
    door: Door,
    /,
    *,
    reference: str,
    file: Path,
    spreadsheet_safe: bool,
    where: str,
    sort: tuple[str, ...],
    columns: str | None,
    overwrite: bool,
) -> None:
    """Write a version as a file: .csv (UTF-8, comma, decimal point), .parquet or .xlsx (Excel).

    Parquet and Excel hold texts as texts, so only CSV can be made safe for spreadsheets; the file
    then differs from the version.
    """
    from mlops_desktop.services import datasets, exports

    file = new_file(file, overwrite=overwrite)
    with door.session(read_only=True) as session:
        details = datasets.show(session, reference)
        with about(path=details.version.label):
            shown = columns_named(columns, details.columns)
        count = exports.export_version(
            session,
            reference,
            file,
            door.work(),
            is_safe=spreadsheet_safe,
            selection=Selection(where, sort_keys(sort, details.columns)),
            columns=[details.columns[at].name for at in shown],
        )
    answer = {"file": str(file.absolute()), "rows": count}
    door.console.answer(answer, [f"● Wrote {count:,} rows to {file}."])
