"""The errors of a forecast beside what repeating the season was off by on the same days."""

from __future__ import annotations

import pytest

from mlops_desktop.charts import forecast
from mlops_desktop.charts.style import ChartStyle
from mlops_desktop.core.forecast import ForecastPoint

SCALE = 10.0
"""A usual step from season to season; on these days repeating the season is off by 12.6."""


def days() -> list[ForecastPoint]:
    errors, naive = (4.0, 11.0, 20.0), (5.0, 12.8, 20.0)
    return [
        ForecastPoint(f"2024-03-0{at}", at, 100.0, 100.0 + off, 80.0, 120.0, 100.0 - season)
        for at, (off, season) in enumerate(zip(errors, naive, strict=True), start=1)
    ]


@pytest.fixture
def chart(style: ChartStyle):
    figure = forecast.errors(days(), SCALE, style)
    (axes,) = figure.axes
    return axes


def test_the_dashed_line_is_what_repeating_the_season_scores_on_these_days(chart):
    (line,) = [item for item in chart.lines if item.get_linestyle() != "-"]
    assert list(line.get_ydata()) == pytest.approx([1.26, 1.26])


def test_the_words_name_both_scores_and_what_one_means(chart):
    words = " ".join(item.get_text() for item in [*chart.texts, *chart.figure.texts])
    assert "MASE 1.17 · dashed: 1.26, repeating the season on these days" in words
    assert "1: repeating the season on earlier days" in words or not chart.figure.texts
    assert "as good as" not in words


def test_a_day_is_marked_when_it_is_worse_than_that_and_not_when_it_is_worse_than_one(chart):
    colours = {bar.get_x() + 0.4: bar.get_facecolor() for bar in chart.patches if bar.get_height()}
    first, second, third = (colours[at] for at in sorted(colours))
    assert first == second != third


def test_the_sentence_says_the_same():
    words = forecast.errors_alt_text(days(), SCALE)
    assert "MASE 1.17, of repeating the season on these days 1.26; 1 day above that" in words
    assert "1 being what repeating the season was off by before the first start" in words
