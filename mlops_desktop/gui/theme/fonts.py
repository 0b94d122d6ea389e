"""The shipped font and the fonts made from it."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

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
    font = QFont(register())
    # Hinted glyphs are as wide as whole pixels: at these sizes the letters drift apart.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setPixelSize(max(8, round(role.value.px * factor)))
    font.setWeight(QFont.Weight(role.value.weight))
    font.setVariableAxis(QFont.Tag("wght"), float(role.value.weight))
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
