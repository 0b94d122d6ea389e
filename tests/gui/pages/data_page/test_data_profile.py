"""The profile of a version, looked at: its sentences, and what goes together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, Histogram, SemanticType
from mlops_desktop.core.profile_parts import (
    Association,
    AssociationMethod,
    Associations,
    Confidence,
    Outliers,
    PersonalKind,
    PersonalSign,
)
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.profile import association_map
from mlops_desktop.gui.pages.data.profile.association_map import AssociationView
from mlops_desktop.gui.pages.data.profile.column_panel import facts_of
from mlops_desktop.gui.pages.data.profile.histogram import HistogramView, bars_of
from mlops_desktop.gui.pages.data.version_view import ASSOCIATIONS, PROFILE
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets import pointed_chart
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
PAIRS = Associations(
    ("temp", "atemp", "city"),
    (
        Association(0, 1, AssociationMethod.PEARSON, -0.95, 1_000, -0.9),
        Association(0, 2, AssociationMethod.ETA, 0.25, 990),
        Association(1, 2, AssociationMethod.ETA, 0.2, 990),
    ),
    50_000,
    is_sample=True,
    left_out=2,
)


def test_the_profile_is_made_when_its_tab_is_first_chosen(
    template: Session, open_page: Open
) -> None:
    page = open_page(template)
    assert page.version.profile is None
    page.version.tabs.setCurrentIndex(PROFILE)
    sentences = page.version.profile.sentences()
    assert len(sentences) == 15
    assert sentences[0].startswith("season: ")
    assert all("missing" in text for text in sentences)


def test_a_column_of_the_profile_opens_its_details(template: Session, open_page: Open) -> None:
    page = open_page(template)
    page.version.tabs.setCurrentIndex(PROFILE)
    view = page.version.profile.view
    view.activated.emit(view.model().index(8, 0))
    assert page.version.column.column == "temp"
    assert not page.version.column.isHidden()


def test_what_goes_together_tells_the_strongest_pair(template: Session, open_page: Open) -> None:
    page = open_page(template)
    page.version.tabs.setCurrentIndex(ASSOCIATIONS)
    view = page.version.associations
    assert view.told().startswith("Strongest: ")
    assert view.map.count > 5


@pytest.fixture
def shown(qtbot: QtBot) -> AssociationView:
    view = AssociationView()
    qtbot.addWidget(view)
    view.show_associations(PAIRS)
    view.resize(400, 400)
    view.show()
    return view


def test_the_keys_go_from_pair_to_pair(shown: AssociationView, qtbot: QtBot) -> None:
    assert shown.told() == "Strongest: temp and atemp: r = −0.950, ρ = −0.900"
    qtbot.keyClick(shown.map, Qt.Key.Key_Down)
    qtbot.keyClick(shown.map, Qt.Key.Key_Down)
    assert shown.told() == "temp and city: η = 0.250 (990 rows)"
    qtbot.keyClick(shown.map, Qt.Key.Key_Right)
    assert shown.told() == "atemp and city: η = 0.200 (990 rows)"


def test_every_square_can_be_drawn(shown: AssociationView) -> None:
    picture = shown.grab().toImage()
    assert {picture.pixelColor(x, y).name() for x in range(0, 400, 7) for y in range(0, 400, 7)}


def test_the_details_tell_the_shape_and_never_a_personal_value() -> None:
    number = ColumnProfile(
        "x",
        ColumnType.NUMBER,
        SemanticType.NUMBER,
        100,
        0,
        50,
        skewness=1.5,
        zeros=3,
        negatives=2,
        outliers=Outliers(-4.5, 13.5, 1, 2, (-30.0,), (40.0, 20.0)),
    )
    facts = dict(facts_of(number))
    assert facts["Far from the rest"] == "3"
    assert facts["Far is beyond"] == "−4.5 or 13.5"
    assert (facts["Farthest below"], facts["Farthest above"]) == ("−30", "40, 20")
    assert (facts["Zero"], facts["Below zero"], facts["Skewness"]) == ("3", "2", "1.5")
    sign = PersonalSign(PersonalKind.PHONE, Confidence.LIKELY, "")
    text = ColumnProfile("x", ColumnType.TEXT, SemanticType.TEXT, 9, 0, 9, personal=sign)
    assert dict(facts_of(text))["Personal"] == "probably phone numbers"


def counted(values: dict[int, int], edges: tuple[float, ...], counts: tuple[int, ...]):
    """Return the profile of a column of whole numbers."""
    top = sorted(values.items(), key=lambda item: -item[1])[:20]
    return ColumnProfile(
        "n",
        ColumnType.INTEGER,
        SemanticType.INTEGER,
        sum(values.values()),
        0,
        len(values),
        top=tuple((str(value), count) for value, count in top),
        histogram=Histogram(edges, counts),
    )


def test_a_few_whole_numbers_have_a_bar_each() -> None:
    months = {month: 100 + month for month in range(1, 13)}
    edges = tuple(1 + n * 0.55 for n in range(21))
    bars = bars_of(counted(months, edges, (101,) * 20))
    assert [bar.label for bar in bars] == [str(month) for month in range(1, 13)]
    assert [bar.count for bar in bars] == list(months.values())
    assert [bar.height for bar in bars] == list(months.values())


def test_bins_with_one_or_two_whole_numbers_do_not_go_up_and_down() -> None:
    days = dict.fromkeys(range(1, 32), 10)
    edges = tuple(1 + n * 1.5 for n in range(21))
    inside = [sum(edges[n] <= day < edges[n + 1] for day in days) for n in range(20)]
    inside[-1] += 1
    bars = bars_of(counted(days, edges, tuple(10 * count for count in inside)))
    assert {bar.height for bar in bars} == {10.0}
    assert sum(bar.count for bar in bars) == 310
    assert [bar.label for bar in bars[:3]] == ["1 to 2", "3", "4 to 5"]


def test_wide_ranges_keep_their_bins() -> None:
    values = {n * 100: 5 for n in range(21)}
    edges = tuple(n * 100.0 for n in range(21))
    bars = bars_of(counted(values, edges, (*((5,) * 19), 10)))
    assert [bar.height for bar in bars] == [*((5,) * 19), 10]
    assert bars[0].label == "0 to 100"


def test_no_sentence_of_a_profile_is_cut_when_letters_are_large(
    template: Session, open_page: Open, app: QApplication
) -> None:
    page = open_page(template)
    page.version.tabs.setCurrentIndex(PROFILE)
    shown = page.version.profile
    assert shown is not None
    app.processEvents()
    first = shown.view.model().index(0, 0)
    assert shown.view.visualRect(first).height() == theme.px(92), "no more room than is needed"
    for scale in (100, 150, 200):
        theme.apply(app, theme.Mode.LIGHT, scale)
        app.processEvents()
        width = shown.view.viewport().width() - 16
        room = width - min(theme.px(168), width * 0.4) - 16
        metrics = QFontMetrics(theme.font(TextRole.SECONDARY))
        area = QRect(0, 0, int(room), 10_000)
        for row, text in enumerate(shown.sentences()):
            said = text.partition(": ")[2]
            needed = metrics.boundingRect(area, Qt.TextFlag.TextWordWrap, said).height()
            height = shown.view.visualRect(shown.view.model().index(row, 0)).height()
            assert height >= needed + theme.px(24) + theme.px(10), (scale, text)
    theme.apply(app, theme.Mode.LIGHT, 100)


def test_the_map_of_fifty_columns_fits_its_room_and_names_the_pair_pointed_at(
    qtbot: QtBot,
) -> None:
    names = tuple(f"column_{n}" for n in range(50))
    pairs = tuple(
        Association(a, b, AssociationMethod.PEARSON, 0.5, 10) for b in range(50) for a in range(b)
    )
    view = AssociationView()
    qtbot.addWidget(view)
    view.show_associations(Associations(names, pairs, 10, is_sample=False))
    view.resize(560, 520)
    view.show()
    assert view.map.height() <= 520
    assert view.map.width() <= 560
    assert not view.findChildren(QScrollArea)
    corner = view.map._square(48, 49).center()
    assert view.map.rect().contains(corner.toPoint())
    qtbot.mouseMove(view.map, corner.toPoint())
    assert view.told() == "column_48 and column_49: r = 0.500 (10 rows)"
    assert association_map._named(range(1, 50), 7.0, 48)[-2:] == [45, 48]


def test_what_the_map_shows_is_saved_unrounded(shown: AssociationView, tmp_path: Path) -> None:
    assert [action.text() for action in shown.map.actions()] == ["Copy image", "Save the numbers…"]
    shown.map.write_numbers(tmp_path / "relations.csv")
    lines = (tmp_path / "relations.csv").read_text("utf-8").splitlines()
    assert lines == [
        "First,Second,Measure,Value,Rank correlation,Rows",
        "temp,atemp,pearson,-0.95,-0.9,1000",
        "temp,city,correlation_ratio,0.25,,990",
        "atemp,city,correlation_ratio,0.2,,990",
    ]


def test_what_a_histogram_shows_is_saved_with_the_edges_of_its_bins(
    template: Session, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(template)
    page.version.show_column(8)
    histogram = page.version.column.histogram
    profile = page.version.faces()[8].profile
    assert profile.histogram is not None
    histogram.write_numbers(tmp_path / "temp.csv")
    head, *lines = (tmp_path / "temp.csv").read_text("utf-8").splitlines()
    assert head == "From,To,Rows"
    cells = [line.split(",") for line in lines]
    assert [float(cell[0]) for cell in cells] == list(profile.histogram.edges[:-1])
    assert sum(int(cell[2]) for cell in cells) == profile.count


def test_numbers_that_cannot_be_saved_are_an_error_of_the_page(
    template: Session, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(template)
    page.version.show_column(8)
    page.version.column.histogram.write_numbers(tmp_path / "nowhere" / "temp.csv")
    assert "nowhere" in page.bar.texts()[0]


def test_a_file_is_suggested_whose_name_fits_every_system(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = HistogramView()
    qtbot.addWidget(view)
    view.set_profile(replace(counted({1: 5, 2: 3}, (1.0, 1.5, 2.0), (5, 3)), name="a/b: c?"))
    asked: list[str] = []
    monkeypatch.setattr(
        pointed_chart, "choose_save_file", lambda _p, _t, name, _f, _then: asked.append(name)
    )
    view.save_numbers()
    assert asked == ["a_b_c_distribution.csv"]
    assert view.numbers() == (("From", "To", "Rows"), (("1.0", "1.5", "5"), ("1.5", "2.0", "3")))


def timed(kind: ColumnType, edges: tuple[float, ...], counts: tuple[int, ...]) -> ColumnProfile:
    """Return the profile of a column of dates or moments."""
    semantic = SemanticType.DATE if kind is ColumnType.DATE else SemanticType.DATETIME
    held = Histogram(edges, counts)
    return ColumnProfile("t", kind, semantic, sum(counts), 0, 9, histogram=held)


NEW_YEAR = 1_704_067_200.0
DAY = 86_400.0


def test_bars_of_dates_are_told_by_the_days_they_hold() -> None:
    edges = (NEW_YEAR, NEW_YEAR + 1.5 * DAY, NEW_YEAR + 3 * DAY)
    bars = bars_of(timed(ColumnType.DATE, edges, (2, 2)))
    assert [bar.label for bar in bars] == ["2024-01-01 to 2024-01-02", "2024-01-03 to 2024-01-04"]


def test_bars_of_moments_have_the_time_where_they_are_short(qtbot: QtBot) -> None:
    hours = tuple(NEW_YEAR + n * 3_600 for n in range(3))
    bars = bars_of(timed(ColumnType.DATETIME, hours, (4, 5)))
    assert bars[0].label == "2024-01-01 00:00 to 2024-01-01 01:00"
    weeks = tuple(NEW_YEAR + n * 7 * DAY for n in range(3))
    profile = timed(ColumnType.DATETIME, weeks, (4, 5))
    assert bars_of(profile)[0].label == "2024-01-01 to 2024-01-08"
    view = HistogramView()
    qtbot.addWidget(view)
    view.set_profile(profile)
    assert view.numbers()[1][0] == ("2024-01-01T00:00:00+00:00", "2024-01-08T00:00:00+00:00", "4")
