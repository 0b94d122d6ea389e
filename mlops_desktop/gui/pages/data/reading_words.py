"""Words for the ways a file can be read, and how typed ones are understood."""

from __future__ import annotations

import csv

from mlops_desktop.core.dataset import BadCells
from mlops_desktop.gui.pages.data import words

SEPARATORS = {
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    " ": "space",
    ":": "colon",
}
DECIMALS = {".": "point", ",": "comma"}
THOUSANDS = {"": "none", ",": "comma", ".": "point", "'": "apostrophe", " ": "space"}
QUOTES = {'"': "double quote", "'": "apostrophe", "": "none"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western)",
    "iso8859-15": "Latin-9 (Western)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp437": "DOS 437",
    "mac-roman": "Mac Roman",
    "shift_jis": "Shift JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
}
BAD_CELLS = {
    BadCells.MISSING: "as missing",
    BadCells.TEXT: "as text",
    BadCells.FAIL: "refuse file",
}
HEADER_ROWS = {0: "none", 1: "1 row", 2: "2 rows", 3: "3 rows", 4: "4 rows", 5: "5 rows"}
FLATTEN = {True: "own columns a.b", False: "JSON text"}
SOURCE_FILE = {True: "added", False: "not added"}
ONLY_EMPTY = ("",)
"""The reader's word for: no text stands for "no value", only the empty one."""
_NONE = "none"


def missing_texts(text: str) -> tuple[str, ...]:
    """Read ``NA, –, none`` as three texts; nothing typed means only the empty one."""
    texts = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    return texts or ONLY_EMPTY


def missing_words(texts: tuple[str, ...]) -> str:
    """Return texts as they are typed."""
    return ", ".join(text for text in texts if text)


def column_names(text: str) -> tuple[str, ...] | None:
    """Read ``photo, "a, b"`` as two column names; None: there is none."""
    found = next(csv.reader([text], skipinitialspace=True), [])
    return tuple(dict.fromkeys(name.strip() for name in found if name.strip())) or None


def names_of_columns(names: tuple[str, ...]) -> str:
    """Return column names as they are typed."""
    plain = (
        '"' + name.replace('"', '""') + '"' if set(name) & {",", '"'} else name for name in names
    )
    return ", ".join(plain)


def read_header(text: str) -> int:
    """Read the line of the column names; ``none`` is 0.

    Raises:
        ValueError: what to type instead, as a sentence.
    """
    said = text.lower().removeprefix("row").removeprefix("line").strip()
    if said == _NONE:
        return 0
    if not (said.isascii() and said.isdigit()) or not 0 < int(said) <= 1_000_000:
        raise ValueError(words.tr("A line such as 3, or “none”."))
    return int(said)


def header_words(line: int) -> str:
    """Return the line of the column names as it is typed."""
    return f"row {line}" if line else _NONE


def read_widths(text: str) -> tuple[int, ...]:
    """Read ``8, 12, 5``.

    Raises:
        ValueError: what to type instead, as a sentence.
    """
    parts = [part for part in text.replace(",", " ").replace(";", " ").split() if part]
    if not all(part.isascii() and part.isdigit() and 0 < int(part) < 100_000 for part in parts):
        raise ValueError(words.tr("Numbers of characters such as 8, 12, 5."))
    return tuple(map(int, parts))


def widths_words(widths: tuple[int, ...]) -> str:
    """Return widths as they are typed."""
    return ", ".join(map(str, widths))


def read_comment(text: str) -> str:
    """Read the prefix of comment lines; ``none`` is no prefix."""
    return "" if text.lower() == _NONE else text


def comment_words(prefix: str) -> str:
    """Return the prefix of comment lines as it is typed."""
    return prefix or _NONE
