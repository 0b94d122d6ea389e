"""The messages of an Arrow file or stream, in order; of their bodies only what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from zstandard import ZstdDecompressor, ZstdError

from mlops_desktop.data.limits import MAX_UNPACK_RATIO, UNPACK_MEMORY
from mlops_desktop.data.readers.arrow import lz4
from mlops_desktop.data.readers.arrow.flatbuffer import MalformedError, Table

FILE_MAGIC = b"ARROW1"
STREAM_MARK = b"\xff\xff\xff\xff"
SCHEMA, DICTIONARY, RECORDS = 1, 2, 3
_LONGEST_HEAD = 256 * 1024 * 1024
_MOST_UNPACKED = 600_000_000
_FEW_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        kind: SCHEMA, DICTIONARY, RECORDS or something that is passed by.
        body: where its buffers begin in the file.
        size: how many bytes they are.
    """

    kind: int
    head: Table
    body: int
    size: int


def messages(file: BinaryIO, size: int) -> Iterator[Message]:
    """Yield the messages of a file of so many bytes.

    Raises:
        MalformedError: when one is cut or damaged.
    """
    file.seek(0)
    at = 8 if file.read(8).startswith(FILE_MAGIC) else 0
    while at + 4 <= size:
        file.seek(at)
        head = file.read(8)
        at += 4
        if head.startswith(STREAM_MARK):
            head = head[4:]
            at += 4
        length = int.from_bytes(head[:4], "little", signed=True)
        if length == 0:
            return
        if not 0 < length <= _LONGEST_HEAD or at + length > size:
            raise MalformedError("a message ends outside the file")
        file.seek(at)
        table = Table.root(file.read(length))
        body = table.number(3, "<q")
        about = table.table(2)
        at += length
        if about is None or body < 0 or at + body > size:
            raise MalformedError("it ends too early, or a message is damaged")
        yield Message(table.number(1, "<B"), about, at, body)
        at += body


class Body:
    """The buffers of one batch of rows, each read when it is needed, by the piece.

    Args:
        batch: the head of the batch.
        place: (beginning, size) of the body in the file.
    """

    def __init__(self, file: BinaryIO, batch: Table, place: tuple[int, int]) -> None:
        self._file = file
        self._start, self._size = place
        self.rows = batch.number(0, "<q")
        self.nodes = batch.structs(1, "<qq")
        self._buffers = batch.structs(2, "<qq")
        compression = batch.table(3)
        self._codec = None if compression is None else compression.number(0, "<b")
        self.variadic = [count for (count,) in batch.structs(4, "<q")]
        self._unpacked: dict[int, bytes] = {}
        # Rows without values take no bytes: a few could claim to be billions.
        most = max(_FEW_ROWS, 8 * MAX_UNPACK_RATIO * self._size)
        if not all(0 <= rows <= most for rows in (self.rows, *(node[0] for node in self.nodes))):
            raise MalformedError("a batch claims more rows than it can hold")

    def read(self, number: int, start: int, size: int) -> bytes:
        """Return bytes of a buffer.

        Raises:
            MalformedError: when it has fewer.
        """
        if self._codec is None:
            offset, length = self._place(number)
            if start < 0 or size < 0 or start + size > length:
                raise MalformedError("values lie outside their buffer")
            self._file.seek(self._start + offset + start)
            piece = self._file.read(size)
        else:
            if number not in self._unpacked:
                self._unpacked[number] = self._unpack(number)
            piece = self._unpacked[number][start : start + size] if start >= 0 <= size else b""
        if len(piece) != size:
            raise MalformedError("values lie outside their buffer")
        return piece

    def length(self, number: int) -> int:
        """Return how many bytes a buffer takes in the file."""
        return self._place(number)[1]

    def _place(self, number: int) -> tuple[int, int]:
        if number >= len(self._buffers):
            raise MalformedError("a batch has fewer buffers than its columns need")
        offset, length = self._buffers[number]
        if offset < 0 or length < 0 or offset + length > self._size:
            raise MalformedError("a buffer lies outside its message")
        return offset, length

    def _unpack(self, number: int) -> bytes:
        offset, length = self._place(number)
        self._file.seek(self._start + offset)
        packed = self._file.read(length)
        if not packed:
            return b""
        size = int.from_bytes(packed[:8], "little", signed=True)
        packed = packed[8:]
        if size == -1:
            return packed
        if size < 0 or size + sum(map(len, self._unpacked.values())) > _MOST_UNPACKED:
            raise MalformedError("a compressed batch is too large; write it in smaller batches")
        if self._codec == 0:
            return lz4.unpack(packed, size)
        if self._codec != 1:
            raise MalformedError("its values are compressed in an unknown way")
        decoder = ZstdDecompressor(max_window_size=UNPACK_MEMORY)
        try:
            with decoder.stream_reader(packed) as stream:
                return stream.read(size + 1)
        except ZstdError as error:
            raise MalformedError(f"compressed values are damaged: {error}") from error
