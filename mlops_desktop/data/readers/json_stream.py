"""JSON text read value by value: bounded memory, any depth, with the line of every value."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import BinaryIO

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Reporter, Step, Unit
from mlops_desktop.data.limits import MAX_ROW_BYTES

MAX_DEPTH = 200
_CHUNK = 1 << 20
# A whole string, a bracket, or the quote of a string that is not whole yet.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]|"', re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"[^\s,\]}\[{\":]*")
_LONGEST_STRING = 64 * 1024 * 1024


class JsonStream:
    """A cursor over a JSON file.

    Args:
        file: opened for reading bytes, at its beginning.
        path: the file named in messages.
    """

    def __init__(self, file: BinaryIO, path: Path, size: int, reporter: Reporter) -> None:
        self._file = file
        self._path = path
        self._size = size
        self._reporter = reporter
        self._text = ""
        self._at = 0
        self._is_over = False
        self.line = 1
        start = file.read(4)
        file.seek(0)
        is_wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        self._decoder = codecs.getincrementaldecoder("utf-16" if is_wide else "utf-8-sig")()

    def _more(self) -> bool:
        """Read on; say whether there was more."""
        if self._is_over:
            return False
        piece = self._file.read(_CHUNK)
        done, total = self._file.tell(), self._size
        step = Step(f"Reading {self._path.name}", done, total, unit=Unit.BYTES)
        self._reporter.step(step)
        self._is_over = not piece
        try:
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeError as error:
            line = self.line + self._text.count("\n", self._at)
            raise UserError("data.json_encoding", path=self._path, line=line) from error
        self._text = self._text[self._at :] + text
        self._at = 0
        return bool(text) or not self._is_over

    def _advance(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def peek(self) -> str:
        """Return the next character that is no space; empty at the end of the file."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._advance(match.end() if match else self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def expect(self, characters: str) -> str:
        """Take the next character, which must be one of these.

        Raises:
            UserError: when it is another.
        """
        found = self.peek()
        if not found or found not in characters:
            raise self.fault(f"{found or 'the end'} stands where {' or '.join(characters)} must be")
        self._at += 1
        return found

    def fault(self, reason: str) -> UserError:
        """Return the refusal of the file at the present line."""
        return UserError("data.json_fault", path=self._path, line=self.line, reason=reason)

    def take(self) -> str:
        """Take the next value as text.

        Raises:
            UserError: one that is longer than a row may be, nested too deeply or not ended.
        """
        return self._walk(keep=True)

    def skip(self) -> None:
        """Go past the next value, whatever its size."""
        self._walk(keep=False)

    def _walk(self, *, keep: bool) -> str:
        first = self.peek()
        if first not in '[{"' or not first:
            return self._scalar()
        depth, at, kept = 0, self._at, self._at
        while True:
            token = _TOKEN.search(self._text, at)
            if token is None or token.group() == '"':
                stop = len(self._text) if token is None else token.start()
                at, kept = self._read_on(stop, kept, keep=keep)
                continue
            at = token.end()
            mark = token.group()
            if mark in "[{":
                depth += 1
            elif mark in "]}":
                depth -= 1
            if depth > MAX_DEPTH:
                self._advance(at)
                raise UserError("data.json_depth", path=self._path, line=self.line, most=MAX_DEPTH)
            if depth <= 0:
                text = self._text[kept:at] if keep else ""
                self._advance(at)
                return text

    def _read_on(self, stop: int, kept: int, *, keep: bool) -> tuple[int, int]:
        """Read more behind ``stop``; return the new places of it and of the value's start."""
        if keep and len(self._text) - kept > 2 * MAX_ROW_BYTES:
            raise UserError("data.json_long", path=self._path, line=self.line)
        if len(self._text) - stop > _LONGEST_STRING:
            raise UserError("data.json_long", path=self._path, line=self.line)
        if not keep:
            self._advance(stop)
            kept = stop
        before = self._at
        if not self._more():
            raise self.fault("the file ends in the middle of a value")
        return stop - before, kept - before

    def _scalar(self) -> str:
        while True:
            match = _SCALAR.match(self._text, self._at)
            end = match.end() if match else self._at
            if end < len(self._text) or not self._more():
                break
        text = self._text[self._at : end]
        if not text:
            raise self.fault(f"{self.peek() or 'the end'} stands where a value must be")
        self._advance(end)
        return text

    def next_line(self) -> str | None:
        """Take the rest of the line, and its break; None at the end of the file.

        Raises:
            UserError: one that is longer than a row may be.
        """
        while (end := self._text.find("\n", self._at)) < 0:
            if len(self._text) - self._at > 2 * MAX_ROW_BYTES:
                raise UserError("data.json_long", path=self._path, line=self.line)
            if not self._more():
                end = len(self._text)
                break
        if self._at >= len(self._text):
            return None
        text = self._text[self._at : end]
        self._advance(min(end + 1, len(self._text)))
        return text
