"""The words, values and signs of an expression's text.

Keywords and function names may be written in capitals. A date is written ``2013-05-01``, a
date-time ``2013-05-01T10:30``. Inside quotes, brackets and backticks the closing sign is doubled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mlops_desktop.core.expressions.faults import fault
from mlops_desktop.core.expressions.tree import Scalar

MAX_LENGTH = 10_000
LARGEST_INTEGER = 2**63 - 1

KEYWORDS = frozenset(
    {"and", "or", "not", "in", "between", "contains", "starts", "ends", "with", "matches", "is"}
    | {"missing", "true", "false"}
)


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    KEYWORD = "keyword"
    COLUMN = "column"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "date-time"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text.

    Attributes:
        text: keywords and signs in their one spelling, names and texts without their quotes.
        value: of a literal.
        at: its first character, ``end``: the one behind its last.
    """

    kind: Kind
    text: str
    at: int
    end: int
    value: Scalar = None


_WORD = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:T[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)?"
)
_SIGNS = re.compile(r"<>|<=|>=|==|!=|[=<>+\-*/%^&(),]")
_SAME_SIGN = {"==": "=", "<>": "!="}
_CLOSING = {"'": "'", '"': '"', "[": "]", "`": "`"}
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def tokenize(text: str) -> list[Token]:
    """Return the tokens, the last one of kind END.

    Raises:
        UserError: ``expression.too_long``, ``.character``, ``.unclosed``, ``.number``, ``.date``.
    """
    if len(text) > MAX_LENGTH:
        raise fault(
            "expression.too_long",
            text,
            MAX_LENGTH,
            length=f"{len(text):,}",
            limit=f"{MAX_LENGTH:,}",
        )
    if odd := _UNSTORABLE.search(text):
        shown = odd[0].encode("unicode_escape").decode()
        raise fault("expression.character", text, odd.start(), character=shown)
    tokens: list[Token] = []
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if at == len(text):
            return [*tokens, Token(Kind.END, "", at, at)]
        tokens.append(_token(text, at))
        at = tokens[-1].end


def _token(text: str, at: int) -> Token:
    if text[at] in _CLOSING:
        return _quoted(text, at)
    if found := _DATE.match(text, at):
        return _moment(text, at, found[0])
    if found := _NUMBER.match(text, at):
        return _number(text, at, found[0])
    if found := _WORD.match(text, at):
        word = found[0]
        if word.lower() in KEYWORDS:
            return Token(Kind.KEYWORD, word.lower(), at, found.end())
        return Token(Kind.WORD, word, at, found.end())
    if found := _SIGNS.match(text, at):
        return Token(Kind.SIGN, _SAME_SIGN.get(found[0], found[0]), at, found.end())
    raise fault("expression.character", text, at, character=text[at])


def _quoted(text: str, at: int) -> Token:
    closing = _CLOSING[text[at]]
    end = at + 1
    while (end := text.find(closing, end)) >= 0 and text[end : end + 2] == closing * 2:
        end += 2
    if end < 0:
        raise fault("expression.unclosed", text, at, opening=text[at], closing=closing)
    inner = text[at + 1 : end].replace(closing * 2, closing)
    if text[at] in "'\"":
        return Token(Kind.TEXT, inner, at, end + 1, inner)
    if not inner:
        raise fault("expression.nameless", text, at)
    return Token(Kind.COLUMN, inner, at, end + 1)


def _number(text: str, at: int, found: str) -> Token:
    end = at + len(found)
    if _WORD.match(text, end) or text[end : end + 1] in {".", "_"}:
        raise fault("expression.number", text, at, number=text[at : end + 1])
    if found.isdecimal() and int(found) <= LARGEST_INTEGER:
        return Token(Kind.INTEGER, found, at, end, int(found))
    value = float(found)
    if value in (float("inf"), float("-inf")):
        raise fault("expression.number", text, at, number=found[:40])
    return Token(Kind.NUMBER, found, at, end, value)


def _moment(text: str, at: int, found: str) -> Token:
    end = at + len(found)
    value = read_moment(found)
    if value is None or _WORD.match(text, end) or text[end : end + 1].isdecimal():
        raise fault("expression.date", text, at, date=text[at : end + 1].strip())
    kind = Kind.DATETIME if isinstance(value, datetime) else Kind.DATE
    return Token(kind, found, at, end, value)


def read_moment(text: str) -> date | datetime | None:
    """Return the date or date-time that a text says in ISO 8601, without time zone, else None.

    A space may stand in place of the T; one-digit months, days and hours are read.
    """
    day, _, time = text.strip().replace(" ", "T", 1).partition("T")
    if not _DATE.fullmatch(f"{day}T{time}" if time else day):
        return None
    try:
        year, month, number = map(int, day.split("-"))
        if not time:
            return date(year, month, number)
        hour, minute, *rest = time.split(":")
        seconds, _, fraction = (rest[0] if rest else "0").partition(".")
        micro = int(fraction.ljust(6, "0")) if fraction else 0
        return datetime(year, month, number, int(hour), int(minute), int(seconds), micro)  # noqa: DTZ001 - a wall clock's time
    except ValueError:
        return None


def is_bare(name: str) -> bool:
    """Say whether a column's name can be written without brackets."""
    return bool(_WORD.fullmatch(name)) and name.lower() not in KEYWORDS
