"""LZ4 frames (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), unpacked.

Arrow files are often compressed so; checksums are passed by, lengths are not.
"""

from __future__ import annotations

from mlops_desktop.data.readers.arrow.flatbuffer import MalformedError

_MAGIC = b"\x04\x22\x4d\x18"
_RAW = 1 << 31


def unpack(data: bytes, size: int) -> bytes:
    """Return what a frame holds.

    Args:
        size: how many bytes it must be.

    Raises:
        MalformedError: when the frame is damaged, or holds more or less.
    """
    if data[:4] != _MAGIC or len(data) < 7:
        raise MalformedError("compressed values do not begin as an LZ4 frame does")
    flags = data[4]
    at = 7 + (8 if flags & 0x08 else 0) + (4 if flags & 0x01 else 0)
    out = bytearray()
    while True:
        head = int.from_bytes(data[at : at + 4], "little")
        if at + 4 > len(data):
            raise MalformedError("compressed values end too early")
        at += 4
        if not head:
            break
        length = head & ~_RAW
        block = data[at : at + length]
        if len(block) != length:
            raise MalformedError("compressed values end too early")
        if head & _RAW:
            out += block
        else:
            _block(block, out, size)
        if len(out) > size:
            raise MalformedError("compressed values are more than was said")
        at += length + (4 if flags & 0x10 else 0)
    if len(out) != size:
        raise MalformedError("compressed values are fewer than was said")
    return bytes(out)


def _block(block: bytes, out: bytearray, most: int) -> None:
    """Add what a block holds; it may repeat what came before."""
    at, end = 0, len(block)
    try:
        while at < end:
            token = block[at]
            at += 1
            length = token >> 4
            if length == 15:
                length, at = _longer(block, at, length)
            if length:
                out += block[at : at + length]
                at += length
            if at >= end:
                break
            back = block[at] | block[at + 1] << 8
            at += 2
            length = token & 15
            if length == 15:
                length, at = _longer(block, at, length)
            _repeat(out, back, length + 4, most)
    except IndexError as error:
        raise MalformedError("compressed values end too early") from error
    if at != end:
        raise MalformedError("compressed values end too early")


def _longer(block: bytes, at: int, length: int) -> tuple[int, int]:
    """Return (length, place behind it) of a length in several bytes."""
    while True:
        more = block[at]
        at += 1
        length += more
        if more != 255:
            return length, at


def _repeat(out: bytearray, back: int, length: int, most: int) -> None:
    start = len(out) - back
    if back == 0 or start < 0:
        raise MalformedError("compressed values repeat what was never there")
    if len(out) + length > most:
        raise MalformedError("compressed values are more than was said")
    if back >= length:
        out += out[start : start + length]
    else:
        out += (bytes(out[start:]) * (length // back + 1))[:length]
