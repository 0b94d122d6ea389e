"""JSON documents that people write, as files: recipes, rules, training specifications."""

from __future__ import annotations

import errno
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.storage.fs import as_user_error

MOST_BYTES = 100_000_000
"""A larger file is no document that a person wrote."""
_DENIED = {errno.EACCES, errno.EPERM}


def read_bytes(path: Path) -> bytes:
    """Return what a document's file holds.

    Raises:
        UserError: ``data.missing_file``, ``.directory``, ``.not_a_file``, ``.unreadable``,
            ``usage.document_size``, ``environment.*``.
    """
    try:
        if path.is_dir():
            raise UserError("data.directory", path=path)
        if not path.exists():
            raise UserError("data.missing_file", path=path)
        if not path.is_file():
            raise UserError("data.not_a_file", path=path)
        size = path.stat().st_size
        if size > MOST_BYTES:
            facts = {"size": f"{size / 1e6:,.0f} MB", "limit": f"{MOST_BYTES / 1e6:,.0f} MB"}
            raise UserError("usage.document_size", path=path, **facts)
        return path.read_bytes()
    except OSError as error:
        if error.errno in _DENIED:
            raise UserError("data.unreadable", path=path) from error
        raise as_user_error(error, path) from error
