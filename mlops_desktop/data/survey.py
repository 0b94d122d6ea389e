"""One look at every byte of a file: its SHA-256, NUL bytes, whether it is UTF-8."""

from __future__ import annotations

import codecs
import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from mlops_desktop.core.errors import UserError

_MOST_WAITING = 4


class Survey:
    """What is known of a file's bytes, fed piece by piece.

    Attributes:
        bad_line: the first line that is not UTF-8, or None.
        bad_byte: the byte that is not, as ``0xFC``.
        bad_count: how many bytes are not, in the pieces that were fed.
        characters: bytes inside characters of UTF-8 that take several, without their first ones;
            more of them than bad bytes mean that the file is UTF-8 with some damage.
    """

    def __init__(self, path: Path, may_hold_nul: bool = False) -> None:
        self.bad_line: int | None = None
        self.bad_byte = ""
        self.bad_count = 0
        self.characters = 0
        self._path = path
        self._may_hold_nul = may_hold_nul
        self._digest = hashlib.sha256()
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._line = 1
        self._is_inside_character = False

    def feed(self, piece: bytes) -> None:
        """Look at the next piece.

        Raises:
            UserError: for a NUL byte, with its line.
        """
        self._digest.update(piece)
        if not self._may_hold_nul and (at := piece.find(b"\0")) >= 0:
            line = self._line + piece.count(b"\n", 0, at)
            raise UserError("data.nul", path=self._path, line=line)
        if self._is_inside_character or not piece.isascii():
            self._look_at_characters(piece)
        self._line += piece.count(b"\n")

    def _look_at_characters(self, piece: bytes) -> None:
        if self.bad_line is None:
            try:
                text = self._decoder.decode(piece)
                self._is_inside_character = bool(self._decoder.getstate()[0])
                self.characters += max(0, len(piece) - len(text))
                return
            except UnicodeDecodeError as error:
                # A piece starts at most three bytes into a character: the line stays right.
                self.bad_line = self._line + error.object.count(b"\n", 0, error.start)
                self.bad_byte = f"0x{error.object[error.start]:02X}"
        text = piece.decode("utf-8", "replace")  # a character cut by the end counts as bad
        self.bad_count += text.count("\ufffd")
        self.characters += len(piece) - len(text)

    def finish(self) -> None:
        """Say that the file ends here: a character that has only begun is bad."""
        if self._is_inside_character and self.bad_line is None:
            self.bad_line = self._line
            self.bad_byte = f"0x{self._decoder.getstate()[0][0]:02X}"
            self.bad_count += 1

    @property
    def sha256(self) -> str:
        """SHA-256 of everything fed, hexadecimal."""
        return self._digest.hexdigest()


class BackgroundSurvey:
    """Feeds a survey on a second thread, while the first splits the same bytes.

    A context manager; hashing and decoding release the interpreter's lock.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="survey")
        self._waiting: list[Future[None]] = []

    def feed(self, piece: bytes) -> None:
        """Hand over the next piece; raises what an earlier one raised."""
        if len(self._waiting) >= _MOST_WAITING:
            self._waiting.pop(0).result()
        self._waiting.append(self._pool.submit(self.survey.feed, piece))

    def finish(self) -> Survey:
        """Wait for the last piece and return the survey."""
        for future in self._waiting:
            future.result()
        self._waiting.clear()
        self.survey.finish()
        return self.survey

    def __enter__(self) -> BackgroundSurvey:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
