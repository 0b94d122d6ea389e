"""Colours by role, in light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a coloured thing means; each has a text colour and a tint behind it."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    STAGING = "staging"
    NEUTRAL = "neutral"
    ACCENT = "accent"


@dataclass(frozen=True, slots=True)
class Tokens:
    """One set of colours (``#RRGGBB``) by role.

    Attributes:
        window: behind everything. surface: cards, rail, fields. sunken: zebra rows, chips, tracks.
        border: hairlines. edge: outlines of controls, at least 3:1 on the surface.
        text, muted: at least 4.5:1 on window and surface. faint: never for text that matters.
        ok … accent: text and marks; the ``…_tint`` of the same name lies behind them.
        on_accent: text on an accent-filled button.
        series: the colours of chart series, in order.
    """

    is_dark: bool
    window: str
    surface: str
    sunken: str
    border: str
    edge: str
    text: str
    muted: str
    faint: str
    ok: str
    ok_tint: str
    warn: str
    warn_tint: str
    bad: str
    bad_tint: str
    staging: str
    staging_tint: str
    neutral: str
    neutral_tint: str
    accent: str
    accent_tint: str
    on_accent: str
    accent_hover: str
    series: tuple[str, ...]

    def tone(self, tone: Tone) -> str:
        """Return the text colour of a tone."""
        return str(getattr(self, tone.value))


LIGHT = Tokens(
    is_dark=False,
    window="#F6F7F9",
    surface="#FFFFFF",
    sunken="#F0F2F5",
    border="#E1E5EA",
    edge="#858F9C",
    text="#1A2230",
    muted="#566272",
    faint="#667180",
    ok="#0F6E44",
    ok_tint="#E2F3EA",
    warn="#9A5B00",
    warn_tint="#FCF0DC",
    bad="#BF2E28",
    bad_tint="#FBE8E6",
    staging="#7445C7",
    staging_tint="#F0E9FB",
    neutral="#556273",
    neutral_tint="#EAEDF1",
    accent="#2563EB",
    accent_tint="#E9F0FE",
    on_accent="#FFFFFF",
    accent_hover="#1D4FD0",
    series=("#0072B2", "#B86E00", "#007E5C", "#A9487F", "#2F7FA8", "#C24E00"),
)

DARK = Tokens(
    is_dark=True,
    window="#12151A",
    surface="#1A1E25",
    sunken="#22272F",
    border="#2D343F",
    edge="#6B7583",
    text="#E7EBF1",
    muted="#A6B0BD",
    faint="#8490A0",
    ok="#56C791",
    ok_tint="#16332A",
    warn="#E3A951",
    warn_tint="#382B15",
    bad="#F27E76",
    bad_tint="#3C2121",
    staging="#BBA0F5",
    staging_tint="#2C2440",
    neutral="#A6B0BD",
    neutral_tint="#2A303A",
    accent="#7AA7FF",
    accent_tint="#1D2A44",
    on_accent="#0B1220",
    accent_hover="#97BAFF",
    series=("#56B4E9", "#E69F00", "#2FBF95", "#E39CC6", "#8CC8EE", "#F08A4B"),
)
