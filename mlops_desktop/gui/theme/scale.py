"""Type and space: the only sizes there are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, SPACE_6 = 4, 8, 12, 16, 24, 32
"""Distances in pixels. Cards are SPACE_4 apart; a page's margin is SPACE_5."""

CARD_RADIUS = 10
CONTROL_RADIUS = 8
CONTROL_HEIGHT = 32
ROW_HEIGHT = 34
TALL_ROW_HEIGHT = 46
RAIL_WIDTH = 208
RAIL_WIDTH_ICONS = 60

BODY_PX = 13
"""Body text in pixels at 100 %."""


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """Size in pixels at 100 % and weight (400 regular, 600 semibold)."""

    px: int
    weight: int


class TextRole(Enum):
    """What a text is, which decides how large and heavy it is."""

    TITLE = TypeStyle(20, 600)
    CARD_TITLE = TypeStyle(15, 600)
    STRONG = TypeStyle(13, 600)
    MEDIUM = TypeStyle(13, 500)
    BODY = TypeStyle(13, 400)
    SECONDARY = TypeStyle(12, 400)
    SECONDARY_STRONG = TypeStyle(12, 600)
    CAPTION = TypeStyle(11, 400)
    CAPTION_STRONG = TypeStyle(11, 600)
