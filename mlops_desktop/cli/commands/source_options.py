"""Options that say which part of a workbook, document, database or folder is read."""

from __future__ import annotations

from typing import Any

import click

SOURCE_OPTIONS = (
    click.option("--sheet", metavar="NAME", help="The worksheet of a workbook."),
    click.option(
        "--range",
        metavar="CELLS",
        help="The cells of the table with its column names, such as A3:F200 or A3:F.",
    ),
    click.option(
        "--header-rows",
        type=click.IntRange(1, 10),
        help="How many rows the column names take in a workbook; “2023” over “Q1” is “2023 Q1”.",
    ),
    click.option("--table", metavar="NAME", help="The table or view of an SQLite file."),
    click.option(
        "--query", metavar="SELECT", help="One SELECT that an SQLite file answers, read-only."
    ),
    click.option(
        "--leave-out",
        metavar="COLUMN",
        multiple=True,
        help="A column of an SQLite, Parquet or Arrow file that is not read, such as one of"
        " pictures (may be repeated).",
    ),
    click.option(
        "--records",
        metavar="PATH",
        help="Where the list of records lies in a JSON document, such as result.items.",
    ),
    click.option(
        "--flatten/--no-flatten",
        default=None,
        help="Whether records inside records become columns a.b (JSON, Parquet, Arrow).",
    ),
    click.option(
        "--source-file/--no-source-file",
        default=None,
        help="Whether the rows of a folder say in a column source_file where they come from"
        " (they do, unless you say no).",
    ),
)
_FIELDS = (
    "sheet",
    "range",
    "header_rows",
    "table",
    "query",
    "leave_out",
    "records",
    "flatten",
    "source_file",
)


def collect_source(chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the reader options that these options set."""
    return {name: chosen[name] for name in _FIELDS}
