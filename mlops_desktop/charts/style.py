"""How charts look: colours by role, one font, sizes in logical pixels."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from matplotlib import font_manager, ft2font, rcParams

# As in the window: Inter's spacing is drawn for fractions of a pixel; hinting rounds every letter.
rcParams["text.hinting"] = "no_hinting"

FALLBACK = "DejaVu Sans"
"""Comes with matplotlib; stands in for a font that is not there and for signs it lacks."""

_BOX = "\N{WHITE SQUARE}"
_POINTS_PER_PIXEL = 0.75
_registering = threading.Lock()

LIGHT_COLOURS: Mapping[str, str] = {
    "surface": "#FFFFFF",
    "sunken": "#F0F2F5",
    "border": "#E1E5EA",
    "edge": "#858F9C",
    "text": "#1A2230",
    "muted": "#566272",
    "faint": "#667180",
    "ok": "#0F6E44",
    "ok_tint": "#E2F3EA",
    "warn": "#9A5B00",
    "warn_tint": "#FCF0DC",
    "bad": "#BF2E28",
    "bad_tint": "#FBE8E6",
    "neutral": "#556273",
    "neutral_tint": "#EAEDF1",
    "accent": "#2563EB",
    "accent_tint": "#E9F0FE",
}
LIGHT_SERIES = ("#0072B2", "#B86E00", "#007E5C", "#A9487F", "#2F7FA8", "#C24E00")

DARK_COLOURS: Mapping[str, str] = {
    "surface": "#1A1E25",
    "sunken": "#22272F",
    "border": "#2D343F",
    "edge": "#6B7583",
    "text": "#E7EBF1",
    "muted": "#A6B0BD",
    "faint": "#8490A0",
    "ok": "#56C791",
    "ok_tint": "#16332A",
    "warn": "#E3A951",
    "warn_tint": "#382B15",
    "bad": "#F27E76",
    "bad_tint": "#3C2121",
    "neutral": "#A6B0BD",
    "neutral_tint": "#2A303A",
    "accent": "#7AA7FF",
    "accent_tint": "#1D2A44",
}
DARK_SERIES = ("#56B4E9", "#E69F00", "#2FBF95", "#E39CC6", "#8CC8EE", "#F08A4B")


@dataclass(frozen=True, slots=True)
class ChartStyle:
    """Everything a chart's look depends on.

    Attributes:
        colours: ``#RRGGBB`` by role: surface, sunken, border, edge, text, muted, faint, ok, warn,
            bad, neutral, accent and their ``…_tint``.
        series: colours of the data, in order.
        font_file: the font; None or an absent file falls back to DejaVu Sans.
        font_px: size of the axis labels; headings and marks scale with it.
        width, height: of the whole chart in logical pixels; charts with one row per item may
            grow higher.
        dpi: pixels per inch of the figure; 96 is one pixel per logical pixel.
        is_titled: whether title and units stand above the chart; off where a card says them.
    """

    colours: Mapping[str, str] = field(default_factory=lambda: dict(LIGHT_COLOURS))
    series: tuple[str, ...] = LIGHT_SERIES
    font_file: Path | None = None
    font_px: float = 11.0
    width: int = 640
    height: int = 320
    dpi: float = 96.0
    is_titled: bool = True

    def font(self, scale: float = 1.0) -> font_manager.FontProperties:
        """Return the font, ``scale`` times the size of axis labels."""
        families = [*_families(self.font_file)]
        size = self.font_px * scale * _POINTS_PER_PIXEL
        return font_manager.FontProperties(family=families, size=size)

    def plain(self, text: str, longest: int = 80) -> str:
        """Return text that the font can draw: one line, no control signs, shortened."""
        known = _signs(self.font_file)
        line = " ".join(text.split())
        line = "".join(sign if ord(sign) in known else _BOX for sign in line)
        return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


LIGHT = ChartStyle()
DARK = ChartStyle(colours=dict(DARK_COLOURS), series=DARK_SERIES)


def points(pixels: float) -> float:
    """Return line widths and sizes in points, as matplotlib wants them, from logical pixels."""
    return pixels * _POINTS_PER_PIXEL


@lru_cache(maxsize=8)
def _families(font_file: Path | None) -> tuple[str, ...]:
    if font_file is None or not font_file.is_file():
        return (FALLBACK,)
    with _registering:
        font_manager.fontManager.addfont(str(font_file))
    return (font_manager.FontProperties(fname=str(font_file)).get_name(), FALLBACK)


@lru_cache(maxsize=8)
def _signs(font_file: Path | None) -> frozenset[int]:
    found: set[int] = set()
    for name in _families(font_file):
        path = font_manager.findfont(font_manager.FontProperties(family=name))
        found.update(ft2font.FT2Font(path).get_charmap())
    return frozenset(found)
