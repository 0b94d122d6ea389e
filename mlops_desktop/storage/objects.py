"""The object store: immutable files named by the SHA-256 of their bytes.

``objects/ab/<64 hex digits>``. An object is durable before its name is given out, so a row may
refer to it at once; an object that no row refers to is harmless.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import Digest
from mlops_desktop.storage.fs import CHUNK, DISK, FileSystem, naming

_DIGEST = re.compile(r"[0-9a-f]{64}")
_STALE_SECONDS = 3600.0


class ObjectStore:
    """Files by content.

    Args:
        folder: the project's ``objects`` folder.
        files: the operations to write with.
        is_read_only: refuse to store anything.
    """

    def __init__(
        self, folder: Path, files: FileSystem = DISK, *, is_read_only: bool = False
    ) -> None:
        self.folder = folder
        self._files = files
        self._is_read_only = is_read_only
        self._found_sound: dict[Digest, tuple[int, ...]] = {}

    def put_bytes(self, data: bytes) -> Digest:
        """Store ``data`` and return its digest; storing it again changes nothing.

        Raises:
            UserError: ``project.read_only``, ``environment.*``; nothing is half-stored then.
        """
        self._require_writable()
        digest = Digest(hashlib.sha256(data).hexdigest())
        if self._has(digest, len(data)):
            self._settle(digest)
            return digest
        aside = self._aside()
        with naming(self.folder):
            self._files.write_aside(aside, [data])
        self._publish(aside, digest)
        return digest

    def put_file(self, path: Path, *, move: bool = False) -> Digest:
        """Store a copy of the file and return its digest.

        Args:
            path: the file; it must not change meanwhile.
            move: remove the file afterwards, when its object is durable.

        Raises:
            UserError: ``project.read_only``, ``environment.*``; nothing is half-stored then.
        """
        self._require_writable()
        hasher = hashlib.sha256()
        size = 0

        def chunks() -> Iterator[bytes]:
            nonlocal size
            with naming(path), path.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    hasher.update(chunk)
                    size += len(chunk)
                    yield chunk

        aside = self._aside()
        with naming(self.folder):
            self._files.write_aside(aside, chunks())
        digest = Digest(hasher.hexdigest())
        if self._has(digest, size):
            self._files.discard(aside)
            self._settle(digest)
        else:
            self._publish(aside, digest)
        if move:
            self._files.discard(path)
        return digest

    def path(self, digest: Digest) -> Path:
        """Return the object's file.

        Raises:
            UserError: ``project.object_missing``.
        """
        place = self.place(digest)
        if not place.is_file():
            raise UserError("project.object_missing", digest=digest)
        return place

    def sound(self, digest: Digest) -> Path:
        """Return the object's file after checking its bytes against its name.

        They are read once, and again when the file has been written since: a table may be large,
        and is asked for with every page that is looked at.

        Raises:
            UserError: ``project.object_missing``, ``project.object_damaged``, ``environment.*``.
        """
        place = self.path(digest)
        with naming(place):
            status = place.stat()
            stamp = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            if self._found_sound.get(digest) != stamp:
                with place.open("rb") as stream:
                    found = hashlib.file_digest(stream, "sha256").hexdigest()
                if found != digest:
                    raise UserError("project.object_damaged", digest=digest)
                self._found_sound[digest] = stamp
        return place

    def read(self, digest: Digest) -> bytes:
        """Return the object's bytes, checked against their name.

        Raises:
            UserError: ``project.object_missing``, ``project.object_damaged``, ``environment.*``.
        """
        place = self.path(digest)
        with naming(place):
            data = place.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise UserError("project.object_damaged", digest=digest)
        return data

    def place(self, digest: Digest) -> Path:
        """Return where an object of that name lies or would lie."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"not a SHA-256 digest: {digest[:80]!r}")
        return self.folder / digest[:2] / digest

    def stored(self) -> Iterator[tuple[Digest, Path]]:
        """Yield every object in the folder, in the order of their names."""
        for fan in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if len(fan.name) == 2 and fan.is_dir():
                for file in sorted(fan.iterdir()):
                    if _DIGEST.fullmatch(file.name):
                        yield Digest(file.name), file

    def copy_to(self, digest: Digest, other: ObjectStore) -> None:
        """Store the object in another store.

        Raises:
            UserError: ``project.object_missing``, ``project.object_damaged``, ``environment.*``.
        """
        if other.put_file(self.path(digest)) != digest:
            raise UserError("project.object_damaged", digest=digest)

    def sweep(self) -> int:
        """Remove what writers that died left aside more than an hour ago; return how many."""
        swept = 0
        aside = self.folder / "tmp"
        for file in sorted(aside.iterdir()) if aside.is_dir() else ():
            if time.time() - file.stat().st_mtime > _STALE_SECONDS:
                self._files.discard(file)
                swept += 1
        return swept

    def _has(self, digest: Digest, size: int) -> bool:
        """Whether the object is there and sound; a damaged one is written anew."""
        try:
            return self.place(digest).stat().st_size == size and self.sound(digest).is_file()
        except FileNotFoundError:
            return False
        except UserError as error:
            if error.code in {"project.object_missing", "project.object_damaged"}:
                return False
            raise

    def _settle(self, digest: Digest) -> None:
        """Make an earlier rename durable: its writer may have died just before it did."""
        place = self.place(digest)
        with naming(place):
            self._files.sync_folder(place.parent)

    def _require_writable(self) -> None:
        if self._is_read_only:
            raise UserError("project.read_only", path=self.folder.parent)

    def _aside(self) -> Path:
        folder = self.folder / "tmp"
        self._files.ensure_folder(folder)
        return folder / secrets.token_hex(12)

    def _publish(self, aside: Path, digest: Digest) -> None:
        place = self.place(digest)
        try:
            self._files.ensure_folder(place.parent)
            with naming(place):
                # Before the rename: from the first moment under its name an object is immutable.
                self._files.set_read_only(aside)
                if place.exists():
                    self._files.unlink(place)
                self._files.replace(aside, place)
                self._files.sync_folder(place.parent)
        except BaseException:
            self._files.discard(aside)
            raise
