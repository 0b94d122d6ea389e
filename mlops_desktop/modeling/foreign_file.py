"""A model file from elsewhere: every check before anything of it is built."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn import __version__ as installed
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.wording import counted
from mlops_desktop.modeling.archive import SCHEMA, Archive
from mlops_desktop.modeling.digest import digest_of_archive
from mlops_desktop.modeling.persist import build

MOST_BYTES = 2**30
"""Bytes that a file's contents may take: our own models take a hundredth of it."""
MOST_RATIO = 200
"""How many times its size a file may take when unpacked; forests shrink to a fifth."""

_OF_OUR_OWN = {
    "models.file_damaged": "foreign.damaged",
    "models.file_type": "foreign.type",
    "models.file_structure": "foreign.structure",
}
MOST_OF_SCHEMA = 160 * 2**20
"""Bytes of the list of parts, each of which takes ten times its text: forests of 10,000 trees."""
_SMALL = 16 * 2**20  # what unpacks to no more needs no ratio
_PICKLES = frozenset({".pkl", ".pickle", ".joblib", ".sav", ".dill", ".cloudpickle", ".pt", ".pth"})


@dataclass(frozen=True, slots=True)
class Opened:
    """A fitted model that may be asked.

    Attributes:
        kind: the name of its class; of a pipeline that of its last step.
        library: what it was written with, as the file says; "" where it does not.
        columns: the names of what it takes, in order; none where neither it nor a person says.
    """

    model: Any
    digest: str
    kind: str
    library: str
    columns: tuple[str, ...] = ()


def open_model(path: Path, name: str) -> Opened:
    """Check a file, then load it.

    Size and form come first, then every type against our list, then every array that compiled
    code will index by; nothing is built before all of that.

    Args:
        name: what messages call the file.

    Raises:
        UserError: ``foreign.*``.
    """
    if path.stat().st_size > MOST_BYTES:
        raise _too_large(path.stat().st_size)
    data = path.read_bytes()
    _require_skops(data, name)
    try:
        model = build(data, name)
        archive = Archive(data, name)
    except UserError as error:
        raise _in_words(error) from error
    if not hasattr(model, "predict"):
        raise UserError("foreign.no_model", kind=type(model).__name__)
    kind = type(getattr(model, "steps", [("", model)])[-1][1]).__name__
    try:
        check_is_fitted(model)
    except NotFittedError as error:
        raise UserError("foreign.not_fitted", kind=kind) from error
    columns = tuple(map(str, model.feature_names_in_)) if _knows_names(model) else ()
    return Opened(model, digest_of_archive(archive), kind, _library(archive), columns)


def with_columns(opened: Opened, stated: tuple[str, ...]) -> Opened:
    """Return a model with the names of its columns.

    Args:
        stated: what a person says they are, in the order in which it learned them; needed for a
            model that was fitted to a table without names, and only for that.

    Raises:
        UserError: ``foreign.no_names``, ``foreign.other_names``, ``foreign.names``.
    """
    count = getattr(opened.model, "n_features_in_", None)
    if opened.columns:
        if stated and stated != opened.columns:
            known = first_names(opened.columns)
            raise UserError("foreign.other_names", kind=opened.kind, known=known)
        return opened
    if not stated or hasattr(opened.model, "feature_names_in_") or not isinstance(count, int):
        wanted = f"its {counted(count, 'column')}" if isinstance(count, int) else "its columns"
        raise UserError("foreign.no_names", kind=opened.kind, wanted=wanted)
    if len(stated) != count or len(set(stated)) != count:
        expected, given = counted(count, "column"), len(set(stated))
        raise UserError("foreign.names", kind=opened.kind, count=expected, given=given)
    return replace(opened, columns=stated)


def _knows_names(model: Any) -> bool:
    """Whether its names are a row of different texts."""
    names = getattr(model, "feature_names_in_", None)
    if not isinstance(names, list | tuple | np.ndarray) or np.ndim(names) != 1:
        return False
    texts = [name for name in names if isinstance(name, str)]
    return 0 < len(names) == len(set(texts))


def _in_words(error: UserError) -> UserError:
    """Return a refusal of a stored file as one of a file from elsewhere."""
    code = _OF_OUR_OWN[error.code]
    return UserError(code, **{**error.facts, "library": installed})


def _require_skops(data: bytes, name: str) -> None:
    """Refuse what is no skops file, or would fill the memory, from its table of contents alone."""
    if not data.startswith(b"PK"):
        is_pickle = Path(name).suffix.casefold() in _PICKLES or _begins_pickle(data)
        raise UserError("foreign.pickle" if is_pickle else "foreign.format")
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise UserError("foreign.damaged", reason=str(error)) from error
    if any(member.filename.endswith(".pkl") for member in members):
        raise UserError("foreign.pickle")
    if not any(member.filename == SCHEMA for member in members):
        raise UserError("foreign.format")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_BYTES or unpacked > max(_SMALL, MOST_RATIO * len(data)):
        raise _too_large(unpacked)
    if sum(member.file_size for member in members if member.filename == SCHEMA) > MOST_OF_SCHEMA:
        raise UserError("foreign.damaged", reason="it lists more parts than any model has")


def _begins_pickle(data: bytes) -> bool:
    """Whether bytes are a pickle of protocol 2 or later, also packed with zlib."""
    if data[:1] == b"\x78":
        try:
            data = zlib.decompressobj().decompress(data, 16)
        except zlib.error:
            return False
    return len(data) > 1 and data[0] == 0x80 and data[1] in range(2, 6)


def _too_large(size: int) -> UserError:
    facts = {"unpacked": f"{size / 1e9:,.1f} GB", "limit": f"{MOST_BYTES / 1e9:,.1f} GB"}
    return UserError("foreign.size", ratio=MOST_RATIO, **facts)


def _is_plain(said: object) -> bool:
    return isinstance(said, str) and said.isprintable()


def _library(archive: Archive) -> str:
    """Return which scikit-learn wrote the file: its models note it with their state."""
    for node in archive.nodes():
        content = node.get("content")
        state = content.get("content") if isinstance(content, dict) else None
        noted = state.get("_sklearn_version") if isinstance(state, dict) else None
        if isinstance(noted, dict) and isinstance(noted.get("content"), str):
            try:
                said = json.loads(noted["content"])
            except (ValueError, RecursionError):
                return ""
            return f"scikit-learn {said}"[:40] if _is_plain(said) else ""
    return ""
