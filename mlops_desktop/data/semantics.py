"""What a column's values mean, from their type and how they repeat."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mlops_desktop.core.dataset import ColumnType, SemanticType

_FEW_VALUES = 10
_SMALL_CODE = 32
_CATEGORY_VALUES = 50
_CATEGORY_SHARE = 0.05
_MOST_CATEGORIES = 1_000
UNIQUE_SHARE = 0.99
_ENOUGH_ROWS = 20
_ID_NAME = re.compile(
    r"(^|[_\W])(id|key|uuid|guid|number|nr|no|index)$|[a-z]Id$|^(id|ID)[_A-Z]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is counted of a column.

    Attributes:
        values: values that are not missing.
        low, high: the smallest and largest integer, for integers.
        has_words: whether the values are several words each (text only).
        length: mean length of a text, in characters or bytes (text only).
    """

    name: str
    type: ColumnType
    values: int
    distinct: int
    low: int | None = None
    high: int | None = None
    has_words: bool = False
    length: float = 0.0


def meaning(traits: Traits) -> SemanticType:
    """Return the semantic type.

    An integer is a *category* when its few values (at most 10, between −1 and 32) repeat at least
    20 times each on average; an *identifier* when (nearly) all values differ and it is named like
    one or counts up without gaps. A text is an identifier when (nearly) all values differ and are
    short single words; a category when at most 50 values, or at most 5 % of the rows (and 1,000).
    """
    if traits.distinct <= 1:
        return SemanticType.CONSTANT
    if traits.type is ColumnType.INTEGER:
        return _integer_meaning(traits)
    if traits.type is ColumnType.TEXT:
        return _text_meaning(traits)
    return SemanticType(traits.type.value)


def _is_unique(traits: Traits) -> bool:
    return traits.values >= _ENOUGH_ROWS and traits.distinct >= UNIQUE_SHARE * traits.values


def _integer_meaning(traits: Traits) -> SemanticType:
    low, high = traits.low or 0, traits.high or 0
    if _is_unique(traits):
        is_count = traits.distinct == traits.values and high - low + 1 == traits.values
        if is_count or _ID_NAME.search(traits.name):
            return SemanticType.IDENTIFIER
    is_small = traits.distinct <= _FEW_VALUES and low >= -1 and high <= _SMALL_CODE
    if is_small and traits.values >= 20 * traits.distinct:
        return SemanticType.CATEGORY
    return SemanticType.INTEGER


def _text_meaning(traits: Traits) -> SemanticType:
    if _is_unique(traits) and not traits.has_words and traits.length <= 64:
        return SemanticType.IDENTIFIER
    if traits.distinct <= _CATEGORY_VALUES and traits.values >= 2 * traits.distinct:
        return SemanticType.CATEGORY
    if traits.distinct <= min(_MOST_CATEGORIES, _CATEGORY_SHARE * traits.values):
        return SemanticType.CATEGORY
    return SemanticType.TEXT
