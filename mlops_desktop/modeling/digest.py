"""The normalised digest of a model: its content, not the accidents of writing it.

``mlopsd-model-digest/1``: the tree of ``schema.json`` without ``_skops_version``; each ``__id__``
(a memory address) replaced by the number of its first appearance, counted from 0 in a walk over
the keys in sorted order; each ``file`` by the digest of its array, SHA-256 over the JSON of dtype
and shape and the bytes in C order, structured arrays field by field (their padding is not
content); then SHA-256 of the JSON with sorted keys, no spaces, ASCII.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from mlops_desktop.modeling.archive import Archive, Node

NAME = "mlopsd-model-digest/1"


def model_digest(path: Path) -> str:
    """Return the normalised digest of a ``.skops`` file, hexadecimal.

    Raises:
        UserError: ``models.file_damaged``, ``models.file_type``.
    """
    return archive_digest(Archive(path.read_bytes(), path.name))


def archive_digest(archive: Archive) -> str:
    """Return the normalised digest of an opened file."""
    for _ in archive.nodes():
        pass  # refuses foreign types before their arrays are read
    numbers: dict[object, int] = {}
    tree = _normal(archive.schema, archive, numbers)
    text = json.dumps([NAME, tree], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _normal(item: Any, archive: Archive, numbers: dict[object, int]) -> Any:
    if isinstance(item, list):
        return [_normal(value, archive, numbers) for value in item]
    if not isinstance(item, dict):
        return item
    result: Node = {}
    for key in sorted(item):
        value = item[key]
        if key == "_skops_version":
            continue
        if key == "__id__":
            result[key] = numbers.setdefault(value, len(numbers))
        elif key == "file" and isinstance(value, str):
            result[key] = archive.array_digest(item)
        else:
            result[key] = _normal(value, archive, numbers)
    return result
