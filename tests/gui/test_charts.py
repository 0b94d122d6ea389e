"""Charts on the screen: the pointer reads them, and they never show another theme's colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip
from pytestqt.qtbot import QtBot

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.monitor import ColumnDrift, Size, Verdict
from mlops_desktop.core.training import Importance
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.widgets.chart_cards import ChartCards, ChartPlan
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.layouts import scrolling
from mlops_desktop.services.session import Session


def leaned(style):
    from mlops_desktop.charts.ranking import importances

    return importances([Importance("hr", 71.2), Importance("<b>temp</b>", 24.8)], style, "mae")


@pytest.fixture
def panel(gateway: Gateway, qtbot: QtBot) -> Iterator[ChartPanel]:
    """A chart of two bars on the screen."""
    made = ChartPanel(gateway)
    made.resize(400, 240)
    made.show()
    made.set_chart(leaned, "What it leans on")
    qtbot.waitUntil(lambda: made.image() is not None, timeout=20_000)
    yield made
    QToolTip.hideText()
    made.close()
    made.deleteLater()


def test_the_pointer_reads_the_bar_it_is_on(panel: ChartPanel) -> None:
    assert panel.reading_at(QPointF(200, 60)) == "hr: MAE 71.2 worse when shuffled"
    assert panel.reading_at(QPointF(200, 180)) == "<b>temp</b>: MAE 24.8 worse when shuffled"


def of_many_months(style):
    from mlops_desktop.charts.distribution import distribution

    months = tuple((f"month {number}", 10) for number in range(12))
    drift = ColumnDrift(
        column="month",
        is_numeric=False,
        n_reference=120,
        n_current=120,
        missing_reference=0,
        missing_current=0,
        statistics=(),
        effect="cramers_v",
        effect_value=0.0,
        size=Size.NONE,
        p_value=1.0,
        adjusted_p=1.0,
        verdict=Verdict.NO_DRIFT,
        reason="",
        sentence="the same",
        reference_top=months,
        current_top=months,
    )
    return distribution(drift, style)


def test_a_chart_of_many_lines_gets_the_height_it_needs_until_another_is_shown(
    panel: ChartPanel, qtbot: QtBot
) -> None:
    low = panel.minimumHeight()
    panel.set_chart(of_many_months, "Months")
    qtbot.waitUntil(lambda: panel.minimumHeight() > 400, timeout=20_000)
    qtbot.waitUntil(lambda: _is_unsqueezed(panel), timeout=20_000)
    panel.set_chart(leaned, "What it leans on")
    assert panel.minimumHeight() == low


def _is_unsqueezed(panel: ChartPanel) -> bool:
    image = panel.image()
    if image is None:
        return False
    return abs(image.height() / image.width() - panel.height() / panel.width()) < 0.01


def of_fifteen_columns(style):
    from mlops_desktop.charts.ranking import importances

    return importances([Importance(f"column {n}", 20.0 - n) for n in range(15)], style, "mae")


def test_a_chart_of_fifteen_columns_grows_beside_others_that_keep_their_height(
    app: QApplication, gateway: Gateway, qtbot: QtBot
) -> None:
    cards = ChartCards(gateway, height=240)
    plans = [
        ChartPlan(title, "", title, build, lambda: "bars")
        for title, build in (("one", leaned), ("two", leaned), ("many", of_fifteen_columns))
    ]
    area = scrolling(cards)
    area.resize(700, 500)
    area.show()
    cards.show_plans(plans)
    assert [card.accessibleName() for card in cards.cards] == ["one", "two", "many"]
    qtbot.waitUntil(lambda: all(map(_is_unsqueezed, cards.panels)), timeout=20_000)
    qtbot.waitUntil(lambda: cards.panels[2].height() > 400, timeout=20_000)
    qtbot.waitUntil(lambda: all(map(_is_unsqueezed, cards.panels)), timeout=20_000)
    assert [panel.height() for panel in cards.panels[:2]] == [240, 240]
    area.close()
    area.deleteLater()


def test_a_picture_is_never_pressed_out_of_shape_and_is_read_where_it_lies(
    panel: ChartPanel,
) -> None:
    panel.resize(400, 120)
    shown = panel.grab().toImage()
    surface = QColor(theme.tokens().surface)
    assert panel.reading_at(QPointF(200, 30)).startswith("hr:")
    assert panel.reading_at(QPointF(200, 90)).startswith("<b>temp</b>:")
    assert panel.reading_at(QPointF(20, 30)) == ""
    assert all(shown.pixelColor(95, y) == shown.pixelColor(20, y) for y in range(118))
    assert any(shown.pixelColor(200, y) != surface for y in range(118))


def test_a_tooltip_says_it_as_it_stands_and_goes_with_the_pointer(
    panel: ChartPanel, qtbot: QtBot
) -> None:
    QTest.mouseMove(panel, QPointF(200, 180).toPoint())
    qtbot.waitUntil(lambda: "&lt;b&gt;temp" in QToolTip.text())
    before = panel.grab().toImage()
    QTest.mouseMove(panel, QPointF(200, 60).toPoint())
    qtbot.waitUntil(lambda: "hr: MAE 71.2" in QToolTip.text())
    assert panel.grab().toImage() != before


def test_another_theme_is_never_shown_and_soon_drawn(
    app: QApplication, panel: ChartPanel, qtbot: QtBot
) -> None:
    assert panel.image().pixelColor(2, 2) == QColor(theme.tokens().surface)
    theme.apply(app, theme.Mode.DARK)
    assert panel.image() is None
    qtbot.waitUntil(lambda: panel.image() is not None, timeout=20_000)
    assert panel.image().pixelColor(2, 2) == QColor(theme.tokens().surface)


def test_a_chart_nobody_sees_is_drawn_anew_when_it_is_shown(
    app: QApplication, panel: ChartPanel, gateway: Gateway, qtbot: QtBot
) -> None:
    panel.hide()
    theme.apply(app, theme.Mode.DARK)
    assert not gateway._pending
    panel.show()
    qtbot.waitUntil(lambda: panel.image() is not None, timeout=20_000)
    assert panel.image().pixelColor(2, 2) == QColor(theme.tokens().surface)


def test_the_numbers_of_a_chart_are_saved_unrounded(
    panel: ChartPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    button = panel.menu_button()
    qtbot.addWidget(button)
    offered = [action.text() for action in button.menu().actions()]
    assert offered == ["Copy image", "Save as PNG…", "Save the numbers…"]
    panel.save_numbers()
    (chooser,) = panel.findChildren(QFileDialog)
    target = tmp_path / "chart.csv"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    qtbot.waitUntil(target.exists, timeout=20_000)
    assert target.read_text(encoding="utf-8").splitlines() == [
        "column,MAE worse when shuffled",
        "hr,71.2",
        "<b>temp</b>,24.8",
    ]


def test_the_numbers_never_replace_a_projects_own_file(
    panel: ChartPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    with Session.create(tmp_path / "project", "Own") as session:
        own = next(path for path in session.project.path.iterdir() if path.is_file())
        before = own.read_bytes()
        told: list[UserError] = []
        panel.failed = told.append
        panel.write_numbers(own)
        qtbot.waitUntil(lambda: bool(told), timeout=20_000)
        assert told[0].code == "project.own_file"
        assert own.read_bytes() == before
