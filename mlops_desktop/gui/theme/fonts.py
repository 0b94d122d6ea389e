"""The shipped font and the fonts made from it."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.resources import resource

FAMILY = "Inter"


@lru_cache(maxsize=1)
def register() -> str:
    """Make the shipped font known to Qt; return its family.

    Returns the platform's own family when the font files are not there, so that a damaged
    installation still shows text.
    """
    known = [
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))
        for name in ("Inter.ttf", "Inter-Italic.ttf")
    ]
    return (
        FAMILY
        if known[0] >= 0
        else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    )


def make_font(role: TextRole, factor: float, *, tabular: bool = False) -> QFont:
    """Return the font of a role, ``factor`` times its size at 100 %.

    The weight goes through the variable axis: Qt draws a variable font's other weights as
    fake bold otherwise.
    """
    # A copy: whoever gets it may alter it.
    return QFont(_font(role, max(8, round(role.value.px * factor)), tabular))


@lru_cache(maxsize=256)
def _font(role: TextRole, pixels: int, tabular: bool) -> QFont:
    font = QFont(register())
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(role.value.weight))
    font.setVariableAxis(QFont.Tag("wght"), float(role.value.weight))
    # Inter's spacing is drawn for fractions of a pixel; hinting would round every letter.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def make_metrics(role: TextRole, factor: float) -> QFontMetricsF:
    """Return the measures of a role's tabular font."""
    return _metrics(role, max(8, round(role.value.px * factor)))


@lru_cache(maxsize=64)
def _metrics(role: TextRole, pixels: int) -> QFontMetricsF:
    return QFontMetricsF(_font(role, pixels, True))
