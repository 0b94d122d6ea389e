"""Compressed files: one file out of a gzip, bzip2, xz, zstd or zip archive, within bounds.

What unpacks to hundreds of times its size, or to more than the disk holds, is refused while it
is unpacked: sizes that an archive claims are not believed.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from zstandard import ZstdDecompressor, ZstdError

from mlops_desktop.core.dataset import Detection
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.core.wording import size_text
from mlops_desktop.data.failures import reading, writing
from mlops_desktop.data.limits import (
    MAX_UNPACK_RATIO,
    MAX_UNPACKED_BYTES,
    RESERVED_BYTES,
    TRUSTED_BYTES,
    UNPACK_MEMORY,
)

PACKINGS = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
}
"""How compressed files begin."""
_DOCUMENT_PARTS = ("xl/", "mimetype", "[Content_Types].xml", "META-INF/")
_NO_TABLES = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_PIECE = 1024 * 1024
_ZSTD_PIECE = 2048  # four bytes may stand for 128 KB
_CHECK_DISK = 64


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file that was inside another.

    Attributes:
        path: its copy in the job's folder.
        sha256: of the archive; empty when only a part was read.
        members: every file of a zip archive.
        is_cut: whether only its beginning was unpacked.
    """

    path: Path
    sha256: str
    detections: tuple[Detection, ...]
    member: str | None
    members: tuple[str, ...]
    is_cut: bool


def packing_of(path: Path) -> str | None:
    """Return how the file is compressed; None when it is not, or is a document such as .xlsx."""
    with reading(path), path.open("rb") as file:
        start = file.read(8)
    packing = next((kind for magic, kind in PACKINGS.items() if start.startswith(magic)), None)
    if packing != "zip":
        return packing
    try:
        with reading(path), zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        if path.suffix.lower() == ".zip":
            raise _damaged("zip", error) from error
        return None
    return None if any(name.startswith(_DOCUMENT_PARTS) for name in names) else packing


@dataclass(frozen=True, slots=True)
class Packed:
    """A compressed file, and which file inside it is meant.

    Attributes:
        member: its name in a zip archive; None: the only one.
    """

    path: Path
    packing: str
    member: str | None = None


def unpack(packed: Packed, folder: Path, reporter: Reporter, limit: int | None = None) -> Unpacked:
    """Unpack one file into the folder.

    Args:
        limit: so many bytes of it are enough, for a preview.

    Raises:
        UserError: a damaged or encrypted archive, one that unpacks to far more than it should,
            several files to choose from, a full disk.
    """
    path, packing, chosen = packed.path, packed.packing, packed.member
    found = [Detection("packing", packing, "the file begins with its mark")]
    member: str | None = None
    members: tuple[str, ...] = ()
    target = folder / "unpacked" / path.name
    target.parent.mkdir(exist_ok=True)
    with reading(path), path.open("rb") as file, _failures(packing):
        if packing == "zip":
            with zipfile.ZipFile(file) as archive:
                info, members = _member(archive, chosen)
                member = info.filename
                reason = "chosen" if chosen else "the only file that may be a table"
                found.append(Detection("member", member, reason))
                with archive.open(info) as source:
                    taken = _Taken(path, file, file.tell(), info.compress_size, reporter)
                    is_cut = _copy(source, taken, target, limit)
        else:
            taken = _Taken(path, file, 0, path.stat().st_size, reporter)
            is_cut = _copy(_opened(packing, file), taken, target, limit)
        sha256 = ""
        if not is_cut:
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Unpacked(target, sha256, tuple(found), member, members, is_cut)


def _member(
    archive: zipfile.ZipFile, chosen: str | None
) -> tuple[zipfile.ZipInfo, tuple[str, ...]]:
    infos = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not any(part in info.filename for part in _NO_TABLES)
    ]
    names = tuple(info.filename for info in infos)
    shown = ", ".join(names[:10]) + (", …" if len(names) > 10 else "")
    twice = chosen or (names[0] if names and len(set(names)) == 1 else "")
    if names.count(twice) > 1:
        raise UserError("reading.same_members", count=names.count(twice), member=twice)
    if chosen is None and len(infos) > 1:
        raise UserError("reading.members", count=len(infos), members=shown)
    if not infos:
        raise UserError("reading.no_members")
    wanted = [info for info in infos if chosen in (None, info.filename)]
    if not wanted:
        raise UserError("reading.member", member=chosen, members=shown)
    if wanted[0].flag_bits & 1:
        raise UserError("reading.encrypted", member=wanted[0].filename)
    return wanted[0], names


def _opened(packing: str, file: BinaryIO) -> IO[bytes]:
    if packing == "gzip":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    if packing == "bzip2":
        return cast("IO[bytes]", bz2.BZ2File(file))
    if packing == "xz":
        return cast("IO[bytes]", _Xz(file))
    return cast("IO[bytes]", _Zstd(file))


class _Xz:
    """Reads xz streams with bounded memory, which ``lzma.open`` does not offer."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = lzma.LZMADecompressor(memlimit=UNPACK_MEMORY)

    def read(self, size: int) -> bytes:
        """Return up to so many bytes; none at the end."""
        while True:
            if self._decoder.eof:
                rest = self._decoder.unused_data or self._file.read(_PIECE)
                rest = rest.lstrip(b"\0")  # streams may be padded
                if not rest:
                    if self._file.read(1):
                        self._file.seek(-1, 1)
                        continue
                    return b""
                self._decoder = lzma.LZMADecompressor(memlimit=UNPACK_MEMORY)
                piece = self._decoder.decompress(rest, size)
            elif self._decoder.needs_input:
                raw = self._file.read(_PIECE)
                if not raw:
                    raise EOFError("it ends too early")
                piece = self._decoder.decompress(raw, size)
            else:
                piece = self._decoder.decompress(b"", size)
            if piece:
                return piece


class _Zstd:
    """Reads zstd frames and notices when the last one is cut, which its own reader does not."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = ZstdDecompressor(max_window_size=UNPACK_MEMORY)
        self._frame = self._decoder.decompressobj()
        self._has_begun = False

    def read(self, _size: int) -> bytes:
        """Return some bytes, at most 64 MB of them; none at the end."""
        while True:
            raw = self._file.read(_ZSTD_PIECE)
            if self._frame.eof:
                raw = self._frame.unused_data + raw
                self._frame = self._decoder.decompressobj()
                self._has_begun = False
            if not raw:
                if self._has_begun:
                    raise EOFError
                return b""
            self._has_begun = True
            if piece := self._frame.decompress(raw):
                return piece


@dataclass(frozen=True, slots=True)
class _Taken:
    """How much of what is packed was taken.

    Attributes:
        file: the archive, from which it is read.
        start: where it begins there.
        size: how many bytes it has there.
    """

    path: Path
    file: BinaryIO
    start: int
    size: int
    reporter: Reporter

    def tell(self, unpacked: int) -> None:
        """Tell it, and how much it has become."""
        done = min(max(0, self.file.tell() - self.start), self.size)
        phase, detail = f"Unpacking {self.path.name}", size_text(unpacked)
        self.reporter.step(Step(phase, done, self.size, detail, Unit.BYTES))


def _copy(source: IO[bytes], taken: _Taken, target: Path, limit: int | None) -> bool:
    """Write what is unpacked; say whether it was cut at the limit."""
    packed = taken.path.stat().st_size
    total = 0
    with target.open("wb") as out:
        for count, piece in enumerate(iter(lambda: source.read(_PIECE), b"")):
            total += len(piece)
            taken.tell(total)
            if total > max(TRUSTED_BYTES, packed * MAX_UNPACK_RATIO) or total > MAX_UNPACKED_BYTES:
                size = f"{total / 1e6:,.0f} MB"
                raise UserError("reading.bomb", size=size, packed=f"{packed / 1e6:,.1f} MB")
            if count % _CHECK_DISK == 0:
                free = shutil.disk_usage(target.parent).free
                if free < RESERVED_BYTES:
                    raise UserError("environment.disk_full", path=target)
            with writing(target):
                out.write(piece)
            if limit is not None and total > limit:
                return True
        with writing(target):
            out.flush()
    return False


@contextmanager
def _failures(packing: str) -> Iterator[None]:
    try:
        yield
    except EOFError as error:
        raise UserError("reading.damaged", kind=packing, reason="it ends too early") from error
    except lzma.LZMAError as error:
        if "Memory" in str(error):
            raise UserError("reading.unpack_memory", kind=packing) from error
        raise _damaged(packing, error) from error
    except (zlib.error, zipfile.BadZipFile, RuntimeError, ZstdError) as error:
        raise _damaged(packing, error) from error
    except OSError as error:  # without a number: what gzip and bzip2 say of bad data
        if error.errno is not None:
            raise
        raise _damaged(packing, error) from error


def _damaged(packing: str, error: Exception) -> UserError:
    reason = str(error).rstrip(".") or type(error).__name__
    return UserError("reading.damaged", kind=packing, reason=reason)
