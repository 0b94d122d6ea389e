"""A ``.skops`` file as a tree of nodes and arrays, read without building anything.

A file is a ZIP archive: ``schema.json``, a tree of nodes (``__class__``, ``__module__``,
``__loader__``, ``__id__``), and one ``.npy`` member per array. skops builds the first node it
meets for an ``__id__`` and reuses it; :meth:`Archive.check_identities` makes sure that it does not
matter which one that is, so that what is checked is what is built.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from mlops_desktop.core.errors import UserError
from mlops_desktop.modeling.allowlist import PROTOCOL, is_allowed

Node = dict[str, Any]
Array = np.ndarray[Any, Any]

SCHEMA = "schema.json"
MOST_MEMBERS = 50_000
MOST_BYTES = 4 * 2**30
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,  # a member is not there
    ValueError,  # no JSON, no array
    EOFError,
    OSError,
    RuntimeError,  # encrypted, compressed in a way that zipfile does not know, nested too deeply
)
_ARRAY_NAME = re.compile(r"[0-9]{1,24}\.npy")


class Archive:
    """The contents of a ``.skops`` file.

    Args:
        data: the file's bytes; everything is read from them, so that nobody can exchange the file
            between check and use.
        name: what error messages call it.

    Raises:
        UserError: ``models.file_damaged`` for anything that is not an archive of this form.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self.name = name
        self._arrays: dict[str, Array] = {}
        self._array_digests: dict[str, str] = {}
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._check_members()
            self.schema: Node = json.loads(self._zip.read(SCHEMA))
        except _UNREADABLE as error:
            raise self.damaged(str(error)) from error
        if not isinstance(self.schema, dict) or self.schema.get("protocol") != PROTOCOL:
            raise self.damaged(f"its skops protocol is not {PROTOCOL}")

    def damaged(self, reason: str) -> UserError:
        """Return the refusal of this file."""
        return UserError("models.file_damaged", file=self.name, reason=reason)

    def _check_members(self) -> None:
        members = self._zip.infolist()
        names = [member.filename for member in members]
        if len(names) > MOST_MEMBERS or len(set(names)) != len(names):
            raise ValueError("too many members, or two of one name")
        if sum(member.file_size for member in members) > MOST_BYTES:
            raise ValueError("its contents are larger than 4 GiB")
        for name in names:
            if name != SCHEMA and not _ARRAY_NAME.fullmatch(name):
                raise ValueError(f"unexpected member {name[:80]!r}")

    def nodes(self) -> Iterator[Node]:
        """Yield every node, parents first.

        Raises:
            UserError: ``models.file_damaged``, ``models.file_type`` for a type that is not allowed.
        """
        waiting: list[Any] = [self.schema]
        while waiting:
            item = waiting.pop()
            if isinstance(item, dict):
                if "__loader__" in item:
                    self._check_type(item)
                    yield item
                elif "__class__" in item or "__module__" in item:
                    raise self.damaged("a node without a loader")
                waiting.extend(reversed(item.values()))
            elif isinstance(item, list):
                waiting.extend(reversed(item))

    def _check_type(self, node: Node) -> None:
        type_name = f"{node.get('__module__')}.{node.get('__class__')}"
        if not is_allowed(node.get("__loader__"), type_name):
            raise UserError("models.file_type", file=self.name, type=type_name[:200])

    def array(self, node: Node) -> Array:
        """Return the array of an ``NdArrayNode`` or ``DTypeNode`` stored as a member.

        Raises:
            UserError: ``models.file_damaged`` when it is not a plain array of the member's size.
        """
        member = node.get("file")
        if not isinstance(member, str):
            raise self.damaged("an array that is not stored as one")
        if member not in self._arrays:
            self._arrays[member] = self._read_array(member)
        return self._arrays[member]

    def _read_array(self, member: str) -> Array:
        try:
            content = self._zip.read(member)
            stream = io.BytesIO(content)
            shape, dtype = _header(stream)
            # A header may promise more than there is; numpy would reserve the memory first.
            if dtype.hasobject or _size(shape, dtype) != len(content) - stream.tell():
                raise ValueError("its size is not what its header says")
            stream.seek(0)
            array: Array = np.load(stream, allow_pickle=False)
        except _UNREADABLE as error:
            raise self.damaged(f"array {member}: {error}") from error
        return array

    def array_digest(self, node: Node) -> str:
        """Return SHA-256 over dtype, shape and bytes of a node's array, hexadecimal."""
        member = str(node.get("file"))
        if member not in self._array_digests:
            self._array_digests[member] = digest_of(self.array(node))
        return self._array_digests[member]

    def check_identities(self) -> None:
        """Refuse a file in which two different nodes claim to be one object."""
        known: dict[object, str] = {}
        for identity, digest in self._identities():
            if isinstance(identity, dict | list):
                raise self.damaged("an identity that is no plain value")
            if known.setdefault(identity, digest) != digest:
                raise self.damaged("two different objects under one identity")

    def _identities(self) -> list[tuple[object, str]]:
        found: list[tuple[object, str]] = []
        try:
            self._digest(self.schema, found)
        except RecursionError as error:
            raise self.damaged("it is nested too deeply") from error
        return found

    def _digest(self, item: Any, found: list[tuple[object, str]]) -> str:
        """Return a digest of content without identities; collect (identity, digest) of nodes."""
        if isinstance(item, list):
            inner = ",".join([self._digest(value, found) for value in item])
            return hashlib.sha256(f"[{inner}]".encode()).hexdigest()
        if not isinstance(item, dict):
            return json.dumps(item)
        parts = []
        for key in sorted(item):
            if key == "__id__":
                continue
            is_array = key == "file" and isinstance(item[key], str)
            digest = self.array_digest(item) if is_array else self._digest(item[key], found)
            parts.append(f"{json.dumps(key)}:{digest}")
        digest = hashlib.sha256(("{" + ",".join(parts) + "}").encode()).hexdigest()
        if "__id__" in item:
            found.append((item["__id__"], digest))
        return digest


def _header(stream: io.BytesIO) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    read = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }.get(version)
    if read is None:
        raise ValueError(f"unknown array format {version}")
    shape, _, dtype = read(stream)
    return shape, dtype


def _size(shape: tuple[int, ...], dtype: np.dtype[Any]) -> int:
    size = dtype.itemsize
    for length in shape:
        size *= length
    return size


def digest_of(array: Array) -> str:
    """Return SHA-256 over dtype, shape and bytes in C order, hexadecimal.

    Structured arrays go field by field: the padding between fields is not content.
    """
    digest = hashlib.sha256()
    if array.dtype.names:
        digest.update(json.dumps([list(array.dtype.names), list(array.shape)]).encode())
        for name in array.dtype.names:
            digest.update(digest_of(array[name]).encode())
        return digest.hexdigest()
    digest.update(json.dumps([array.dtype.str, list(array.shape)]).encode())
    digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
