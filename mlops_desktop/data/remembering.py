"""Options that a person chose for one import, used again for the next file of the dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

from mlops_desktop.core.dataset import BadCells, Detection, ReaderOptions, Remembered
from mlops_desktop.data.prepared import Prepared
from mlops_desktop.data.readers.registry import READERS, TEXT, find_reader
from mlops_desktop.data.unpacking import packing_of

_DEFAULTS = ReaderOptions()
_USUAL = ReaderOptions(bad_cells=BadCells.MISSING)
"""What is done anyway: nobody needs to be reminded of it."""
_OF_ALL = frozenset({"missing", "types", "bad_cells", "date_orders", "source_file"})


def recall(
    path: Path, given: ReaderOptions, remembered: Remembered | None
) -> tuple[ReaderOptions, Mapping[str, object]]:
    """Return the options of an import, and which of them are remembered.

    What is given now goes before; options of another kind of file are left aside.

    Raises:
        UserError: when the file cannot be read, or is not of the given format.
    """
    if remembered is None:
        return given, {}
    usable = _usable(path, given, remembered)
    recalled = {
        field.name: getattr(remembered.options, field.name)
        for field in fields(ReaderOptions)
        if field.name in usable
        and getattr(given, field.name) == getattr(_DEFAULTS, field.name)
        and getattr(remembered.options, field.name)
        not in (getattr(_DEFAULTS, field.name), getattr(_USUAL, field.name))
    }
    if "table" in recalled and given.query is not None:
        del recalled["table"]
    if "query" in recalled and given.table is not None:
        del recalled["query"]
    return replace(given, **recalled), recalled


def _usable(path: Path, given: ReaderOptions, remembered: Remembered) -> frozenset[str]:
    if path.is_dir() or packing_of(path):
        return frozenset(field.name for field in fields(ReaderOptions)) - {"format"}
    found = find_reader(path, given)
    kind = found[0].kind if found else TEXT
    if kind != remembered.format:
        return _OF_ALL
    if found:
        return _OF_ALL | found[0].uses | {"member"}
    of_others = frozenset[str]().union(*(reader.uses for reader in READERS))
    everything = frozenset(field.name for field in fields(ReaderOptions))
    return everything - (of_others - {"header"}) - {"format"}


def apply(
    prepared: Prepared, recalled: Mapping[str, object], remembered: Remembered | None
) -> Prepared:
    """Say in the detections what was remembered; forget types of columns that are gone."""
    if remembered is None or not recalled:
        return prepared
    names = set(prepared.names)
    options = prepared.options
    recalled = {
        name: value
        for name, value in recalled.items()
        if getattr(options, name) != getattr(_DEFAULTS, name)
    }
    if "types" in recalled:
        kept = tuple(item for item in options.types if item[0] in names)
        options = replace(options, types=kept)
    if "date_orders" in recalled:
        orders = tuple(item for item in options.date_orders if item[0] in names)
        options = replace(options, date_orders=orders)
    reason = f"as for {remembered.label}"
    told = {item.option for item in prepared.detections}
    detections = [
        replace(item, reason=reason)
        if item.option in recalled and item.reason == "chosen"
        else item
        for item in prepared.detections
    ]
    detections += [
        Detection(name, _shown(name, value), reason)
        for name, value in recalled.items()
        if name not in told and name != "missing"
    ]
    return replace(prepared, options=options, detections=tuple(detections))


def _shown(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        pairs = name in {"types", "date_orders"}
        return ", ".join(f"{item[0]}={item[1]}" if pairs else str(item) for item in value)
    return str(value)
