"""Colours, type and marks."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from mlops_desktop.core.dataset import Severity
from mlops_desktop.core.monitor import Verdict
from mlops_desktop.core.stage import GateStatus, Stage
from mlops_desktop.gui.theme import icons, theme
from mlops_desktop.gui.theme.marks import Mark, Shape, mark_of, paint_mark
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.theme.style_sheet import make_style_sheet
from mlops_desktop.gui.theme.tokens import DARK, LIGHT, Tokens, Tone
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.resources import resource

LOOKS = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tint(tokens: Tokens, tone: Tone) -> str:
    colour: str = getattr(tokens, f"{tone.value}_tint")
    return colour


@LOOKS
@pytest.mark.parametrize("role", ["text", "muted", "ok", "warn", "bad", "staging", "accent"])
def test_text_can_be_read_on_window_and_cards(tokens: Tokens, role: str) -> None:
    for ground in (tokens.window, tokens.surface):
        assert contrast(getattr(tokens, role), ground) >= 4.5


@LOOKS
@pytest.mark.parametrize("tone", list(Tone))
def test_badges_can_be_read_on_their_tint(tokens: Tokens, tone: Tone) -> None:
    assert contrast(tokens.tone(tone), tint(tokens, tone)) >= 4.5


@LOOKS
def test_messages_can_be_read_on_their_tint(tokens: Tokens) -> None:
    for tone in Tone:
        assert contrast(tokens.text, tint(tokens, tone)) >= 4.5
    for fill in (tokens.accent, tokens.accent_hover):
        assert contrast(tokens.on_accent, fill) >= 4.5
    assert contrast(tokens.text, tokens.accent_tint) >= 4.5
    assert contrast(tokens.muted, tokens.accent_tint) >= 4.5
    assert contrast(tokens.muted, tokens.sunken) >= 4.5


@LOOKS
def test_controls_marks_and_series_stand_out(tokens: Tokens) -> None:
    assert contrast(tokens.edge, tokens.surface) >= 3
    assert contrast(tokens.accent, tokens.surface) >= 3
    for colour in tokens.series:
        assert contrast(colour, tokens.surface) >= 3


@LOOKS
def test_every_colour_is_one(tokens: Tokens) -> None:
    for item in fields(tokens):
        value = getattr(tokens, item.name)
        for colour in value if isinstance(value, tuple) else [value]:
            assert isinstance(colour, bool) or re.fullmatch(r"#[0-9A-F]{6}", colour), item.name


@LOOKS
def test_the_style_sheet_has_no_gap_and_its_pictures_exist(tokens: Tokens) -> None:
    sheet = make_style_sheet(tokens, 1.0)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    for path in re.findall(r"url\((.*?)\)", sheet):
        assert resource("icons", "controls", path.rpartition("/")[2]).exists()


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_the_arrows_have_the_colours_of_the_tokens(kind: str) -> None:
    tokens = DARK if kind == "dark" else LIGHT
    allowed = {tokens.muted, tokens.on_accent, tokens.text, "none"}
    drawn = [*resource("icons", "controls").glob(f"*-{kind}.svg")]
    assert drawn
    for path in drawn:
        used = set(re.findall(r'(?:stroke|fill)="(#\w+|none)"', path.read_text()))
        assert used <= allowed, path.name


def test_switching_is_live_and_back(app: QApplication) -> None:
    label = Text("Mean absolute error", TextRole.CARD_TITLE)
    small = label.font().pixelSize()
    theme.apply(app, theme.Mode.DARK, 200)
    assert theme.tokens() is DARK
    assert app.palette().window().color() == QColor(DARK.window)
    assert label.font().pixelSize() == 2 * small
    theme.apply(app, theme.Mode.LIGHT, 100)
    assert label.font().pixelSize() == small
    assert app.palette().window().color() == QColor(LIGHT.window)


@pytest.mark.parametrize(("asked", "given"), [(10, 80), (80, 80), (150, 150), (900, 200)])
def test_the_font_size_keeps_its_limits(app: QApplication, asked: int, given: int) -> None:
    theme.apply(app, theme.Mode.LIGHT, asked)
    assert theme.factor() == pytest.approx(given / 100)


def test_the_shipped_font_is_used_and_really_becomes_heavier(app: QApplication) -> None:
    plain, strong = theme.font(TextRole.BODY), theme.font(TextRole.STRONG)
    assert plain.family() == "Inter"
    words = "bike_demand in production"
    assert QFontMetricsF(strong).horizontalAdvance(words) > QFontMetricsF(plain).horizontalAdvance(
        words
    )


def test_tabular_figures_are_equally_wide(app: QApplication) -> None:
    metrics = QFontMetricsF(theme.font(tabular=True))
    assert len({metrics.horizontalAdvance(digit * 4) for digit in "0123456789"}) == 1


def test_every_stage_severity_verdict_and_gate_has_its_mark() -> None:
    for thing in (*Stage, *Severity, *Verdict, *GateStatus):
        assert isinstance(mark_of(thing), Mark)
    # Equal texts of different kinds keep their own meaning.
    assert mark_of(GateStatus.CANNOT_TELL) is Mark.WATCH
    assert mark_of(Verdict.CANNOT_TELL) is Mark.NONE


def test_fine_and_production_share_a_colour_but_not_a_shape() -> None:
    assert Mark.FINE.tone is Mark.PRODUCTION.tone
    assert Mark.FINE.shape is not Mark.PRODUCTION.shape
    assert Mark.WATCH.shape is Mark.STAGING.shape
    assert Mark.WATCH.tone is not Mark.STAGING.tone


def test_every_shape_draws_something_of_its_own(app: QApplication) -> None:
    pictures = set()
    marks = {mark.shape: mark for mark in Mark}
    assert set(marks) == set(Shape)
    for mark in marks.values():
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        paint_mark(painter, image.rect().toRectF(), mark, "text")
        painter.end()
        pictures.add(bytes(image.constBits()))
    assert len(pictures) == len(Shape)


def test_every_icon_draws_and_follows_the_colours(app: QApplication) -> None:
    names = sorted(path.stem for path in resource("icons").glob("*.svg"))
    assert len(names) > 30
    for name in names:
        image = icons.pixmap(name, "text", 20, 2.0).toImage()
        assert any(
            image.pixelColor(x, y).alpha() > 0 for x in range(0, 40, 2) for y in range(0, 40, 2)
        ), name
    light = icons.pixmap("home", "text").toImage()
    theme.apply(app, theme.Mode.DARK, 100)
    assert icons.pixmap("home", "text").toImage() != light
