"""Options that say how a text file is read, beside those of every file."""

from __future__ import annotations

from typing import Any

import click

from mlops_desktop.core.dataset import ColumnType

_NONE = "none"
_QUOTES = {"double": '"', "single": "'", _NONE: ""}
_MARKS = {
    "comma": ",",
    "point": ".",
    "apostrophe": "'",
    "space": " ",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "’": "'",
    _NONE: "",
}
_ORDERS = ("dmy", "mdy", "ymd")
_DATED = (ColumnType.DATE, ColumnType.DATETIME)


class ColumnTypeChoice(click.ParamType[tuple[str, ColumnType, str | None]]):
    """``COL=TYPE`` or ``COL=date:dmy``; the column's own name may contain ``=``."""

    name = "COL=TYPE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ColumnType, str | None]:
        """Return the column's name, its type, and which part of its dates comes first."""
        if isinstance(value, tuple):
            return value
        column, separator, said = str(value).rpartition("=")
        kind, _, order = said.partition(":")
        if not separator or not column or kind not in set(ColumnType):
            known = ", ".join(ColumnType)
            self.fail(f"“{value}” is not COLUMN=TYPE; types are {known}.", param, ctx)
        if order and (order not in _ORDERS or ColumnType(kind) not in _DATED):
            self.fail(f"“{value}”: write date:dmy, date:mdy or date:ymd.", param, ctx)
        return column, ColumnType(kind), order or None


class _Widths(click.ParamType[tuple[int, ...]]):
    name = "N,N,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split(",")]
        if not all(part.isdigit() and int(part) > 0 for part in parts):
            self.fail(f"“{value}” is not a list of widths such as 8,12,5.", param, ctx)
        return tuple(map(int, parts))


class _Header(click.ParamType[int]):
    name = "LINE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if text == _NONE:
            return 0
        if not text.isdigit() or int(text) < 1:
            self.fail(f"“{value}” is not a line such as 3, or none.", param, ctx)
        return int(text)


TEXT_OPTIONS = (
    click.option(
        "--quote",
        metavar="CHAR",
        help="What stands around texts: one character, or double, single, none.",
    ),
    click.option(
        "--comment", metavar="PREFIX", help="Lines that start with it are no rows; or none."
    ),
    click.option(
        "--header",
        type=_Header(),
        help="The line on which the column names stand, or none: column_1, column_2, …",
    ),
    click.option(
        "--widths",
        type=_Widths(),
        help="Characters of each column of a fixed-width file, such as 8,12,5.",
    ),
    click.option(
        "--thousands",
        metavar="MARK",
        help="The mark between groups of three digits: comma, point, apostrophe, space, none.",
    ),
    click.option("--member", metavar="NAME", help="The file inside a zip archive."),
)


def collect_text(chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the reader options that these options set."""
    comment, quote, mark = chosen["comment"], chosen["quote"], chosen["thousands"]
    return {
        "types": tuple((column, kind) for column, kind, _ in chosen["types"]),
        "date_orders": tuple((column, order) for column, _, order in chosen["types"] if order),
        "quote": None if quote is None else _QUOTES.get(quote, quote),
        "comment": "" if comment == _NONE else comment,
        "header": chosen["header"],
        "widths": chosen["widths"] or (),
        "thousands": None if mark is None else _MARKS.get(mark, mark),
        "member": chosen["member"],
    }
