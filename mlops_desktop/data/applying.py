"""Which options mean something to which kind of source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.data.readers.registry import READERS, TEXT

_OF_TEXT = frozenset({"delimiter", "encoding", "quote", "comment", "header", "widths"})
_USES = {TEXT: _OF_TEXT} | {reader.kind: reader.uses for reader in READERS}
_WORDS = {
    TEXT: "text, such as CSV",
    "xlsx": "a workbook",
    "parquet": "Parquet",
    "arrow": "Arrow",
    "sqlite": "an SQLite database",
    "json": "JSON",
    "folder": "a folder of files",
    "zip": "a zip archive",
}
_USUAL = ReaderOptions()


def fitting(
    path: Path, options: ReaderOptions, kind: str, recalled: Collection[str] = ()
) -> ReaderOptions:
    """Return the options without remembered ones that mean nothing to this kind of file.

    Args:
        kind: :attr:`ReaderOptions.format` of the file.
        recalled: the names of options that are only remembered.

    Raises:
        UserError: ``reading.foreign_option`` when the person gave one that means nothing here.
    """
    others = frozenset[str]().union(*_USES.values()) - _USES[kind]
    return _without(path, options, others, kind, recalled)


def fitting_alone(
    path: Path, options: ReaderOptions, packing: str | None, recalled: Collection[str] = ()
) -> ReaderOptions:
    """Return the options without those for folders and archives, as far as it is none.

    Args:
        packing: how the file is compressed; None: not at all.

    Raises:
        UserError: ``reading.foreign_option``; see :func:`fitting`.
    """
    others = frozenset({"source_file"} if packing == "zip" else {"source_file", "member"})
    return _without(path, options, others, "alone", recalled)


def _without(
    path: Path, options: ReaderOptions, others: frozenset[str], kind: str, recalled: Collection[str]
) -> ReaderOptions:
    dropped = {}
    for name in sorted(others):
        usual = getattr(_USUAL, name)
        if getattr(options, name) == usual:
            continue
        if name not in recalled:
            raise UserError(
                "reading.foreign_option",
                path=path,
                option=name.replace("_", "-"),
                kind=_WORDS.get(kind, "a single file"),
                others=" or ".join(_meant_for(name)),
            )
        dropped[name] = usual
    return replace(options, **dropped)


def _meant_for(name: str) -> list[str]:
    special = {"source_file": "folder", "member": "zip"}
    if name in special:
        return [_WORDS[special[name]]]
    return [_WORDS[kind] for kind, uses in _USES.items() if name in uses]
