"""What may be written next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.dataset import Column
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.expressions.catalogue import FUNCTIONS
from mlops_desktop.core.expressions.rendering import quoted
from mlops_desktop.core.expressions.tokens import Kind, Token, tokenize
from mlops_desktop.core.expressions.words import a_type

_OPERATORS = {
    "=": "equal",
    "!=": "not equal",
    "<": "lower",
    "<=": "lower or equal",
    ">": "higher",
    ">=": "higher or equal",
    "in (": "one of some values",
    "not in (": "none of some values",
    "between": "from one value to another, both included",
    "contains": "the text has this part",
    "starts with": "the text begins so",
    "ends with": "the text ends so",
    "matches": "the text has a part like this regular expression",
    "is missing": "there is no value",
    "is not missing": "there is a value",
    "and": "both are true",
    "or": "one of them is true",
    "+": "plus",
    "-": "minus",
    "*": "times",
    "/": "divided by; missing when that is 0",
    "%": "the rest of a division",
    "^": "to the power of",
    "&": "texts joined",
}
_VALUES = {"not": "the opposite", "true": "", "false": "", "missing": "no value"}
_AFTER_VALUE = (Kind.COLUMN, Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME)
_AFTER_WORD = {
    "is": {"missing": "there is no value", "not missing": "there is a value"},
    "starts": {"with": ""},
    "ends": {"with": ""},
}


class SuggestionKind(StrEnum):
    """What a suggestion is."""

    COLUMN = "column"
    FUNCTION = "function"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may stand at a place.

    Attributes:
        text: what is put in place of the text from ``start`` to ``end``.
        label: what a list shows: the column's name, a function with its arguments.
        help: the column's type, or a sentence.
    """

    text: str
    label: str
    kind: SuggestionKind
    help: str
    start: int
    end: int


def complete(
    text: str, position: int, columns: Sequence[Column], limit: int = 50
) -> tuple[Suggestion, ...]:
    """Suggest what may be written at a place; never raises.

    Args:
        position: characters before the cursor.
        limit: the most suggestions wanted.

    Returns:
        Columns first, then functions, then words; those that begin with what is written already
        before those that only contain it. Nothing inside a quoted text.
    """
    before = text[: max(0, position)]
    start, written, tokens = _cut(before)
    if tokens is None:
        return ()
    offered = _offered(tokens, columns)
    begun = written.casefold()
    ranked = []
    for order, (inserted, name, label, kind, help_text) in enumerate(offered):
        at = name.casefold().find(begun)
        if at >= 0 and (name.casefold() != begun or kind is not SuggestionKind.WORD):
            ranked.append((at > 0, order, (inserted, label, kind, help_text)))
    ranked.sort(key=lambda item: item[:2])
    return tuple(Suggestion(*item, start, len(before)) for _, _, item in ranked[:limit])


_Offer = tuple[str, str, str, SuggestionKind, str]


def _cut(before: str) -> tuple[int, str, list[Token] | None]:
    """Return where the unfinished word begins, what of it is written, the tokens before it."""
    try:
        tokens = tokenize(before)[:-1]
    except UserError as error:
        at = int(str(error.facts["position"])) - 1
        if error.code != "expression.unclosed" or before[at] in "'\"":
            return 0, "", None
        return at, before[at + 1 :], _tokens(before[:at])
    if tokens and tokens[-1].end == len(before) and tokens[-1].kind in (Kind.WORD, Kind.KEYWORD):
        return tokens[-1].at, tokens[-1].text, tokens[:-1]
    return len(before), "", tokens


def _tokens(before: str) -> list[Token]:
    return tokenize(before)[:-1]


def _offered(tokens: Sequence[Token], columns: Sequence[Column]) -> list[_Offer]:
    word = SuggestionKind.WORD
    last = tokens[-1] if tokens else None
    if last is not None and last.kind is Kind.KEYWORD and last.text in _AFTER_WORD:
        return [(text, text, text, word, note) for text, note in _AFTER_WORD[last.text].items()]
    ends_value = last is not None and (
        last.kind in _AFTER_VALUE
        or last.kind is Kind.WORD
        or last.text in {")", "true", "false", "missing"}
    )
    if ends_value:
        return [(text, text, text, word, note) for text, note in _OPERATORS.items()]
    found: list[_Offer] = [
        (quoted(c.name), c.name, c.name, SuggestionKind.COLUMN, a_type(c.type)) for c in columns
    ]
    found += [
        (f"{f.name}(", f.name, f.usage, SuggestionKind.FUNCTION, f.help) for f in FUNCTIONS.values()
    ]
    return found + [(text, text, text, word, note) for text, note in _VALUES.items()]
