"""The normalised digest of a model: its content, not the accidents of writing it.

``mlopsd-model-digest/1`` is SHA-256 of the JSON text (sorted keys, no spaces, ASCII) of the list
``["mlopsd-model-digest/1", tree]``, where *tree* is ``schema.json`` with three changes:

- ``_skops_version`` is left out;
- every ``__id__`` is left out: it is a memory address, and even which plain values share one
  differs between a fresh model and one that was loaded (the JSON reader has one infinity for
  all);
- every ``file`` is replaced by the digest of its array
  (:func:`mlops_desktop.modeling.archive.digest_of`).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from mlops_desktop.modeling.archive import Archive

NAME = "mlopsd-model-digest/1"


def model_digest(path: Path) -> str:
    """Return the normalised digest of a ``.skops`` file, hexadecimal.

    Raises:
        UserError: ``models.file_damaged``, ``models.file_type``.
    """
    return digest_of_archive(Archive(path.read_bytes(), path.name))


def digest_of_archive(archive: Archive) -> str:
    """Return the normalised digest of a file at hand; raises as :func:`model_digest`."""
    for _ in archive.nodes():
        pass  # refuses foreign types before their arrays are read
    text = json.dumps(
        [NAME, _normal(archive.schema, archive)], sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _normal(item: Any, archive: Archive) -> Any:
    if isinstance(item, list):
        return [_normal(value, archive) for value in item]
    if not isinstance(item, dict):
        return item
    result = {}
    for key, value in item.items():
        if key == "file" and isinstance(value, str):
            result[key] = archive.array_digest(item)
        elif key not in ("_skops_version", "__id__"):
            result[key] = _normal(value, archive)
    return result
