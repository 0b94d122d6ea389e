"""Every chart, with what real runs would hand it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from mlops_desktop.charts import (
    confusion,
    curves,
    dependence,
    distribution,
    evaluation,
    forecast,
    performance,
    ranking,
)
from mlops_desktop.charts.style import DARK, LIGHT, ChartStyle
from mlops_desktop.core.curve import Curve
from mlops_desktop.core.dataset import Histogram
from mlops_desktop.core.forecast import ForecastPoint
from mlops_desktop.core.judging import Dependence
from mlops_desktop.core.monitor import (
    ColumnDrift,
    PerformanceChange,
    PerformanceWindow,
    Size,
    Verdict,
)
from mlops_desktop.core.training import Importance, MetricValue, Split

INTER = Path(__file__).resolve().parents[2] / "resources" / "fonts" / "Inter.ttf"
STYLES = {
    "light": LIGHT,
    "dark": DARK,
    "inter": replace(LIGHT, font_file=INTER),
    "card": replace(DARK, width=420, height=260, is_titled=False),
    "large font": replace(LIGHT, font_px=22.0, width=900, height=640),
}


@dataclass(frozen=True)
class Chart:
    """One chart with its sentence, ready to be drawn in any style."""

    figure: Callable[[ChartStyle], Figure]
    alt_text: str


def column(**changes: Any) -> ColumnDrift:
    base = ColumnDrift(
        "temp", True, 3530, 744, 0, 0, (), "wasserstein", 1.8, Size.LARGE, 0.0, 0.0,
        Verdict.DRIFT, "1.8 σ is over the tolerance.", "0.76 against 0.38 on average",
        reference_histogram=Histogram((0.0, 0.2, 0.4, 0.6, 0.8, 1.0), (700, 1400, 900, 400, 130)),
        current_histogram=Histogram((0.0, 0.2, 0.4, 0.6, 0.8, 1.0), (0, 4, 140, 400, 200)),
    )  # fmt: skip
    return replace(base, **changes)


def categories(before: dict[str, int], now: dict[str, int]) -> ColumnDrift:
    return column(
        column="weathersit",
        is_numeric=False,
        n_reference=sum(before.values()),
        n_current=sum(now.values()),
        reference_histogram=None,
        current_histogram=None,
        reference_top=tuple(before.items()),
        current_top=tuple(now.items()),
    )


def change(metric: str = "mae", reference: float = 38.4, spread: float = 3.2) -> PerformanceChange:
    return PerformanceChange(
        metric, reference, reference - spread, reference + spread, reference * 1.5,
        reference * 1.4, reference * 1.6, reference * 0.5, reference * 0.4, reference * 0.6,
        1700, 744, Verdict.DRIFT, "",
    )  # fmt: skip


def windows(values: list[float], rows: int = 168) -> list[PerformanceWindow]:
    return [
        PerformanceWindow(f"2011-07-{1 + 2 * at:02d}", rows, value)
        for at, value in enumerate(values)
    ]


def candidate(name: str, value: float, low: float, high: float, **more: bool) -> ranking.Candidate:
    return ranking.Candidate(name, MetricValue("mae", Split.HOLDOUT, value, low, high), **more)


def forecast_days(starts: int, horizon: int) -> list[ForecastPoint]:
    """Days of a backtest; the fourth start meets something nobody foresaw."""
    rng = np.random.default_rng(4)
    first = np.datetime64("2013-10-31")
    days = []
    for at in range(starts * horizon):
        usual = 680 + 60 * np.sin(2 * np.pi * at / 7)
        actual = float(usual + rng.normal(0, 15) - 190 * (28 <= at < 31))
        forecast_ = float(usual + rng.normal(0, 8))
        naive = float(usual + rng.normal(0, 20))
        days.append(
            ForecastPoint(
                str(first + at), at % horizon + 1, actual, forecast_,
                forecast_ - 40, forecast_ + 40, naive,
            )
        )  # fmt: skip
    return days


def all_charts() -> dict[str, Chart]:
    rng = np.random.default_rng(0)
    actual = rng.gamma(2, 90, 1500)
    predicted = actual + rng.normal(0, 40, 1500)
    counts, edges = np.histogram(actual - predicted, 30)
    left = Curve(tuple((edges[1:] + edges[:-1]) / 2), tuple(float(c) for c in counts))
    many = Curve(tuple(predicted), tuple(actual))
    few = Curve(tuple(predicted[:90]), tuple(actual[:90]))
    rates = tuple(np.linspace(0, 1, 50))
    curve = Curve(rates, tuple(rate**0.25 for rate in rates))
    matrix, classes = ((812, 43), (97, 248)), ("no", "yes")
    drifted = windows([36, 39, 41, 38, 52, 58, 62, 61])
    kinds = categories(
        {"clear": 600, "mist $x$": 300, "rain": 100}, {"clear": 86, "mist $x$": 14, "rain": 0}
    )
    leaned = [Importance("hr", 71.2), Importance("temp", 24.8), Importance("holiday", -0.2)]
    sure = [
        Importance("hr", 71.2, 66.0, 75.9),
        Importance("temp", 24.8, 20.1, 30.0),
        Importance("a name as long as names in files are at times", 0.4, -0.3, 1.1),
    ]
    found = curves.Found("yes", 1200, 345)
    precision = Curve(rates, tuple(1 - 0.7 * rate**2 for rate in rates))
    said = Curve((0.05, 0.2, 0.41, 0.63, 0.9), (0.08, 0.17, 0.5, 0.66, 0.84))
    means = Curve((200.0, 400.0, 800.0, 1600.0), (61.7, 50.0, 44.0, 41.5))
    scores = Curve(tuple(0.025 + 0.05 * part for part in range(20)), (7.0,) * 18 + (12.0, 31.0))
    rows = tuple(tuple(40 + 12 * np.sin(hour / 4) + row for hour in range(24)) for row in range(9))
    by_hour = Dependence("hr", tuple(map(str, range(24))), tuple(np.mean(rows, axis=0)), rows)
    by_kind = Dependence(
        "weather $x$",
        ("clear", "mist", "a very long name of weather", "snow"),
        (0.41, 0.3, 0.12, 0.1),
        ((0.5, 0.4, 0.2, 0.1), (0.3, 0.2, 0.1, 0.1)),
        "yes",
    )
    board = [
        candidate("Ridge", 97.5, 93, 102),
        candidate("Gradient boosting", 34.1, 31.9, 36.5),
        candidate("Mean (baseline)", 133.8, 129, 138.5, is_baseline=True),
    ]
    return {
        "error over time": Chart(
            lambda style: performance.error_over_time(change(), drifted, style),
            performance.error_over_time_alt_text(change(), drifted),
        ),
        "numbers": Chart(
            lambda style: distribution.distribution(column(), style, ("January–May", "July")),
            distribution.distribution_alt_text(column()),
        ),
        "categories": Chart(
            lambda style: distribution.distribution(kinds, style),
            distribution.distribution_alt_text(kinds),
        ),
        "residuals": Chart(
            lambda style: evaluation.residuals(left, style, "rentals per hour"),
            evaluation.residuals_alt_text(left, "rentals per hour"),
        ),
        "predicted, many": Chart(
            lambda style: evaluation.predicted_actual(many, style),
            evaluation.predicted_actual_alt_text(many),
        ),
        "predicted, few": Chart(
            lambda style: evaluation.predicted_actual(few, style, "rentals"),
            evaluation.predicted_actual_alt_text(few, "rentals"),
        ),
        "forecast": Chart(
            lambda style: forecast.fan(forecast_days(8, 7), style, "aircraft per day"),
            forecast.fan_alt_text(forecast_days(8, 7), "aircraft per day"),
        ),
        "forecast, long": Chart(
            lambda style: forecast.fan(forecast_days(5, 28), style),
            forecast.fan_alt_text(forecast_days(5, 28)),
        ),
        "forecast, one start": Chart(
            lambda style: forecast.fan(forecast_days(1, 5), style),
            forecast.fan_alt_text(forecast_days(1, 5)),
        ),
        "forecast errors": Chart(
            lambda style: forecast.errors(forecast_days(8, 7), 24.7, style),
            forecast.errors_alt_text(forecast_days(8, 7), 24.7),
        ),
        "roc": Chart(
            lambda style: evaluation.roc(curve, style, "yes"),
            evaluation.roc_alt_text(curve, "yes"),
        ),
        "confusion": Chart(
            lambda style: confusion.confusion(matrix, classes, style),
            confusion.confusion_alt_text(matrix, classes),
        ),
        "importances": Chart(
            lambda style: ranking.importances(leaned, style, "mae"),
            ranking.importances_alt_text(leaned, "mae"),
        ),
        "importances with ranges": Chart(
            lambda style: ranking.importances(sure, style, "mae"),
            ranking.importances_alt_text(sure, "mae"),
        ),
        "precision and recall": Chart(
            lambda style: curves.precision_recall(precision, style, found),
            curves.precision_recall_alt_text(precision, found),
        ),
        "calibration": Chart(
            lambda style: curves.calibration(said, style, found),
            curves.calibration_alt_text(said, found),
        ),
        "calibration of few rows": Chart(
            lambda style: curves.calibration(said, style, found, (12, 40, 40, 40, 40)),
            curves.calibration_alt_text(said, found, (12, 40, 40, 40, 40)),
        ),
        "gain": Chart(
            lambda style: curves.gain(curve, style, found),
            curves.gain_alt_text(curve, found),
        ),
        "learning": Chart(
            lambda style: curves.learning(means, style, "mae"),
            curves.learning_alt_text(means, "mae"),
        ),
        "unusual": Chart(
            lambda style: evaluation.unusual(scores, style, 0.99),
            evaluation.unusual_alt_text(scores, 0.99),
        ),
        "dependence on a number": Chart(
            lambda style: dependence.dependence(by_hour, style, "rentals per hour"),
            dependence.dependence_alt_text(by_hour, "rentals per hour"),
        ),
        "dependence on a category": Chart(
            lambda style: dependence.dependence(by_kind, style),
            dependence.dependence_alt_text(by_kind),
        ),
        "leaderboard": Chart(
            lambda style: ranking.leaderboard(board, style),
            ranking.leaderboard_alt_text(board),
        ),
    }


CHARTS = all_charts()


@pytest.fixture(params=CHARTS, ids=str)
def chart(request) -> Chart:
    """Each chart in turn."""
    return CHARTS[request.param]


@pytest.fixture(params=STYLES, ids=str)
def style(request) -> ChartStyle:
    """Each style in turn."""
    return STYLES[request.param]


@pytest.fixture
def make():
    """Return the makers of records: column, categories, change, windows, candidate."""

    class Makers:
        pass

    makers = Makers()
    for maker in (column, categories, change, windows, candidate):
        setattr(makers, maker.__name__, maker)
    return makers
