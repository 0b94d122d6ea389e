"""The fields of the form "How it is read", by the name of their reader option."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.dataset import Detection, ReaderOptions
from mlops_desktop.gui.pages.data import reading_words as said
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.importing.fields import (
    ChoiceField,
    ReadingField,
    TypedField,
)
from mlops_desktop.gui.pages.data.importing.query_field import QueryField

_CODECS = {
    **{title: codec for codec, title in said.ENCODINGS.items()},
    "Windows-1252": "cp1252",
}
_YES = {"yes": True, "added": True, "no": False, "not added": False}


def found_value(name: str, found: Detection | None, options: ReaderOptions) -> tuple[object, str]:
    """Return what was found out for an option: its value, and in words.

    Args:
        found: what was told of it, if anything.
        options: how the file was read.
    """
    value: object = getattr(options, name)
    told = found.value if found is not None else ""
    if name in ("flatten", "source_file"):
        value = _YES.get(told, value)
    elif name == "encoding":
        value = value if value in said.ENCODINGS else _CODECS.get(told, value)
    elif name in ("quote", "thousands", "comment"):
        value = value or ""
        told = told or words.tr("none")
    else:
        value, told = _of_layout(name, told, options)
    return value, told or ("" if value is None else str(value))


def _of_layout(name: str, told: str, options: ReaderOptions) -> tuple[object, str]:
    """Return the same for an option that makes other columns."""
    value: object = getattr(options, name)
    if name == "delimiter" and options.widths:
        value, told = None, words.tr("fixed width")
    elif name == "table" and options.query:
        value, told = None, words.tr("the query")
    elif name == "header_rows":
        value = options.header_rows or (0 if options.header == 0 else 1)
    elif name == "header":
        told = told or said.header_words(options.header or 0)
    elif name == "range":
        value = value or told or None
    elif name == "widths":
        told = told.removeprefix("columns begin ") or words.tr("none: separated")
    elif name == "leave_out":
        value, told = None, words.tr("none")
    elif name == "missing":
        told = words.tr("only empty")
    return value, told


def make_fields(parent: QWidget) -> dict[str, ReadingField]:
    """Return all fields, each for the reader option of its name."""
    tr = parent.tr
    character = tr("one character")

    def choice(label: str, offered: Mapping[Any, str], other: str = "") -> ChoiceField:
        return ChoiceField(label, offered, other=other, parent=parent)

    return {
        "member": choice(tr("File inside"), {}),
        "sheet": choice(tr("Sheet"), {}),
        "table": choice(tr("Table"), {}),
        "query": QueryField(tr("or a query"), parent),
        "records": choice(tr("List"), {}),
        "flatten": choice(tr("Nested"), said.FLATTEN),
        "range": TypedField(tr("Range"), str.upper, parent=parent),
        "header_rows": choice(tr("Header"), said.HEADER_ROWS),
        "delimiter": choice(tr("Separator"), said.SEPARATORS, character),
        "encoding": choice(tr("Encoding"), said.ENCODINGS, tr("such as cp850")),
        "decimal": choice(tr("Decimals"), said.DECIMALS),
        "thousands": choice(tr("Thousands"), said.THOUSANDS),
        "header": TypedField(tr("Header"), said.read_header, said.header_words, parent=parent),
        "quote": choice(tr("Quote"), said.QUOTES, character),
        "comment": TypedField(tr("Comments"), said.read_comment, said.comment_words, parent=parent),
        "widths": TypedField(
            tr("Widths"), said.read_widths, said.widths_words, shows_found=False, parent=parent
        ),
        "leave_out": _left_out(parent),
        "source_file": choice(tr("Which file"), said.SOURCE_FILE),
        "missing": TypedField(
            tr("Missing"),
            said.missing_texts,
            said.missing_words,
            emptied=said.ONLY_EMPTY,
            parent=parent,
        ),
        "bad_cells": ChoiceField(tr("Bad values"), said.BAD_CELLS, is_decided=True, parent=parent),
    }


def _left_out(parent: QWidget) -> TypedField:
    return TypedField(
        parent.tr("Left out"),
        said.column_names,
        said.names_of_columns,
        shows_found=False,
        parent=parent,
    )
