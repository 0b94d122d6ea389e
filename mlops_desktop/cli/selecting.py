"""Which rows and columns a command's options ask for."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.selection import SortKey

_WAYS = {":desc": True, ":asc": False}


def sort_keys(given: Sequence[str], columns: Sequence[Column]) -> tuple[SortKey, ...]:
    """Return the keys of ``COLUMN``, ``COLUMN:asc`` and ``COLUMN:desc``.

    A column whose own name ends so is meant by its name.
    """
    names = {column.name for column in columns}
    keys = []
    for text in given:
        stem, colon, way = text.rpartition(":")
        if text not in names and colon + way.lower() in _WAYS:
            keys.append(SortKey(stem, _WAYS[colon + way.lower()]))
        else:
            keys.append(SortKey(text))
    return tuple(keys)


def columns_named(given: str | None, columns: Sequence[Column]) -> tuple[int, ...]:
    """Return the positions of columns named in one line, separated by commas; None means all.

    A name that holds a comma is put between double quotes.

    Raises:
        UserError: ``data.unknown_column``.
    """
    places = {column.name: at for at, column in enumerate(columns)}
    if given is None:
        return tuple(places.values())
    found = []
    for name in next(csv.reader([given], skipinitialspace=True), []):
        wanted = name if name in places else name.strip()
        if wanted not in places:
            known = first_names(places)
            raise UserError("data.unknown_column", column=wanted, columns=known)
        found.append(places[wanted])
    return tuple(found)
