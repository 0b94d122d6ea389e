"""Categories with an order: low, medium, high; S, M, L; 1st, 2nd; ages in bands; grades."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_VALUES = 20
_SCALES: tuple[tuple[str, ...], ...] = (
    ("none", "very low", "low", "rather low", "medium", "rather high", "high", "very high"),
    ("lowest", "low", "moderate", "high", "highest"),
    ("low", "middle", "high"),
    ("low", "normal", "high", "urgent", "critical"),
    ("minor", "moderate", "major", "severe", "critical"),
    ("none", "mild", "moderate", "severe"),
    ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"),
    ("tiny", "small", "medium", "large", "huge"),
    ("small", "medium", "big"),
    ("very bad", "bad", "fair", "good", "very good", "excellent"),
    ("terrible", "poor", "fair", "average", "good", "very good", "excellent"),
    ("fair", "good", "very good", "premium", "ideal"),
    ("never", "rarely", "seldom", "sometimes", "often", "usually", "always"),
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
    ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"),
    ("very unlikely", "unlikely", "neutral", "likely", "very likely"),
    ("cold", "cool", "mild", "warm", "hot"),
    ("slow", "medium", "fast"),
    ("beginner", "intermediate", "advanced", "expert"),
    ("junior", "mid", "senior"),
    ("bronze", "silver", "gold", "platinum"),
    ("first", "second", "third", "fourth", "fifth", "sixth"),
    ("niedrig", "mittel", "hoch"),
    ("klein", "mittel", "groß"),
)
_GRADED = re.compile(
    r"(^|[_\W])(grade|rating|rank|level|stars?|priority|severity|quality|satisfaction|pclass)"
    r"($|[_\W])",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(\d+)\s*(?:st|nd|rd|th)\b.*", re.IGNORECASE)
_BAND = re.compile(r"[<≤]?\s*(\d+(?:\.\d+)?)\s*(?:-|–|to|bis)\s*(\d+(?:\.\d+)?).*", re.IGNORECASE)
_UNDER = re.compile(r"(?:<|≤|<=|under|below|up to)\s*(\d+(?:\.\d+)?).*", re.IGNORECASE)
_OVER = re.compile(r"(?:>|≥|>=|over|above)\s*(\d+(?:\.\d+)?).*|(\d+(?:\.\d+)?)\s*\+", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[a-z]+[ _-]?)(\d{1,2})", re.IGNORECASE)
_LETTER = re.compile(r"[A-G][+-]?")


def text_order(name: str, values: Sequence[str]) -> tuple[str, ...]:
    """Return a text column's values from low to high; empty when they have no order.

    Args:
        name: the column's.
        values: all different ones.
    """
    if not 2 < len(values) <= MOST_VALUES and not _is_two_step(values):
        return ()
    plain = {value: " ".join(re.split(r"[\s_-]+", value.strip())).casefold() for value in values}
    for scale in _SCALES:
        if all(text in scale for text in plain.values()):
            return tuple(sorted(values, key=lambda value: (scale.index(plain[value]), value)))
    for key in (_band_key, _place_key):
        keys = [key(value.strip()) for value in values]
        if all(found is not None for found in keys):
            return tuple(sorted(values, key=lambda value: key(value.strip()) or (0.0, 0)))
    if _GRADED.search(name):
        return _graded(values)
    return ()


def integer_order(name: str, low: int, high: int, distinct: int) -> tuple[str, ...]:
    """Return the values of a graded whole number, such as a rating of 1 to 5."""
    is_scale = low in (0, 1) and 3 <= distinct <= 11 and high <= 10
    if is_scale and _GRADED.search(name):
        return tuple(str(value) for value in range(low, high + 1))
    return ()


def _is_two_step(values: Sequence[str]) -> bool:
    pairs = ({"low", "high"}, {"small", "large"}, {"junior", "senior"}, {"small", "big"})
    return {value.strip().casefold() for value in values} in pairs


def _band_key(text: str) -> tuple[float, int] | None:
    if found := _BAND.fullmatch(text):
        low, high = float(found[1]), float(found[2])
        return (low, 1) if low <= high else None
    if found := _UNDER.fullmatch(text):
        return float(found[1]) - 1e9, 0
    if found := _OVER.fullmatch(text):
        return float(found[1] or found[2]), 2
    return None


def _place_key(text: str) -> tuple[float, int] | None:
    found = _PLACE.fullmatch(text)
    return (float(found[1]), 0) if found else None


def _graded(values: Sequence[str]) -> tuple[str, ...]:
    if all(_LETTER.fullmatch(value.strip()) for value in values):
        # A+ is better than A, and A is better than B.
        worth = {"+": 1, "": 0, "-": -1}
        return tuple(sorted(values, key=lambda v: (-ord(v.strip()[0]), worth[v.strip()[1:]])))
    found = [_NUMBERED.fullmatch(value.strip()) for value in values]
    if all(found):
        places = {value: int(match[1]) for value, match in zip(values, found, strict=True) if match}
        return tuple(sorted(values, key=lambda value: places[value]))
    return ()
