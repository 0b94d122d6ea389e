"""How a stored value is written in the log, and how text is made fit for storing.

Numbers become text (JSON's floats are no place for evidence), long or odd text its digest. The
mapping from values of one column to log texts is one to one but for the digest's collisions.
"""

from __future__ import annotations

import hashlib
import unicodedata

from mlops_desktop.storage.sqlite import Value

LONGEST = 200
"""Characters of text that the log holds in full."""

_MARK = "sha256:"


def log_text(value: Value) -> str | None:
    """Return the log's text of a stored value; None is absent.

    Integers in decimal, floats as the shortest text that reads back equal (Python's ``repr``),
    text as it is, or ``sha256:<hex>`` of its UTF-8 when it is longer than 200 characters, not NFC,
    or looks like such a digest itself.
    """
    if value is None:
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bytes):
        return _MARK + hashlib.sha256(value).hexdigest()
    return repr(value)


def _text(value: str) -> str:
    is_plain = len(value) <= LONGEST and (
        value.isascii() or unicodedata.is_normalized("NFC", value)
    )
    if is_plain and not value.startswith(_MARK) and _is_encodable(value):
        return value
    return _MARK + hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _is_encodable(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def clean(text: str) -> str:
    """Return the text as it is stored: NFC, without NUL, what is no Unicode replaced by ``�``.

    File names on Linux may hold bytes that are no text; SQLite's text ends at a NUL for many tools.
    """
    if text.isascii() and "\0" not in text:
        return text
    sound = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", sound).replace("\0", "�")
