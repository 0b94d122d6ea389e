"""What is almost too good is asked about, in words; what may be chance or honest skill is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlops_desktop.core.certainty import Drawn, UnitKind
from mlops_desktop.core.curve import Curve
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.model import ModelOrigin, VersionFacts
from mlops_desktop.core.too_good import TooGood, too_good
from mlops_desktop.core.training import (
    Evaluation,
    FieldSignature,
    Importance,
    MetricValue,
    Signature,
    Split,
)

LEANS = (
    Importance("sched_arr_time", 0.21),
    Importance("arr_time", 0.32),
    Importance("day", 0.001),
    Importance("month", -0.01),
)
CLASSES = Evaluation(confusion=((180, 1), (0, 60)))
NUMBERS = Evaluation(residuals=Curve((-1.0, 0.0, 1.0), (20.0, 200.0, 15.0)))


def facts(name, value, low, high, evaluation=CLASSES, split=Split.HOLDOUT) -> VersionFacts:
    """Facts of a version of which one metric is known."""
    return VersionFacts(
        parameters=(),
        metrics=(
            MetricValue("log_loss", Split.HOLDOUT, 0.01, 0.0, 0.02),
            MetricValue(name, split, value, low, high),
        ),
        steps=(),
        signature=Signature((), "late", "boolean", Task.CLASSIFICATION),
        importances=LEANS,
        evaluation=evaluation,
        seconds=1.0,
    )


def test_a_nearly_perfect_ranking_is_asked_about_with_what_it_leans_on() -> None:
    found = too_good(facts("roc_auc", 0.998, 0.9971, 0.9986))
    assert found == TooGood("roc_auc", 0.998, 0.9971, 0.9986, ("arr_time", "sched_arr_time"))
    assert found.sentence == (
        "Almost too good: area under the ROC curve 0.998 (0.997 to 0.999) on held-out rows. Are "
        "arr_time and sched_arr_time, on which it leans most, known at the time of prediction?"
    )


def test_one_column_and_none_are_asked_about_in_other_words() -> None:
    whole = facts("r2", 0.999, 0.9985, 0.9995, NUMBERS)
    assert too_good(replace(whole, importances=LEANS[1:])).sentence == (
        "Almost too good: R² 0.999 (0.999 to 1.000) on held-out rows. "
        "Is arr_time, on which it leans most, known at the time of prediction?"
    )
    assert too_good(replace(whole, importances=())).sentence.endswith(
        "on held-out rows. Is every input known at the time of prediction?"
    )


def test_at_most_three_columns_are_named() -> None:
    leans = tuple(Importance(f"c{place}", 1.0 - place / 10) for place in range(5))
    found = too_good(replace(facts("roc_auc", 1.0, 0.999, 1.0), importances=leans))
    assert "Are c0, c1 and c2, on which" in found.sentence


@pytest.mark.parametrize(
    ("name", "value", "low", "high", "evaluation", "is_asked"),
    [
        ("roc_auc", 0.995, 0.9901, 0.999, CLASSES, True),
        ("roc_auc", 0.995, 0.9899, 0.999, CLASSES, False),
        ("roc_auc", 0.995, None, None, CLASSES, False),
        ("balanced_accuracy", 0.997, 0.992, 1.0, CLASSES, True),
        # Most rows are of one class: always saying that one is nearly always right.
        ("accuracy", 0.999, 0.998, 1.0, CLASSES, False),
        ("r2", 0.995, 0.991, 0.998, NUMBERS, True),
        ("r2", 0.97, 0.96, 0.98, NUMBERS, False),
        ("mae", 0.0, 0.0, 0.0, NUMBERS, False),
    ],
)
def test_the_near_end_of_the_interval_decides(name, value, low, high, evaluation, is_asked) -> None:
    assert (too_good(facts(name, value, low, high, evaluation)) is not None) is is_asked


def forecast(value: float, days: int, *events: str) -> VersionFacts:
    """Facts of a forecast that looks at these events."""
    points = Evaluation(backtest=(None,) * days)  # type: ignore[arg-type] - only counted
    found = facts("mase", value, value - 0.02, value + 0.02, points)
    inputs = [FieldSignature("day", "date"), FieldSignature("users", "integer")]
    inputs += [FieldSignature(name, "boolean") for name in events]
    signature = Signature(tuple(inputs), "users", "integer", Task.FORECAST)
    return replace(found, importances=(), signature=signature)


def test_a_forecast_almost_without_error_is_asked_whether_events_are_known_ahead() -> None:
    found = too_good(forecast(0.05, 56, "sale"))
    assert found.sentence == (
        "Almost too good: mean absolute scaled error 0.050 (0.030 to 0.070) on held-out rows. "
        "Is every input known at the time of prediction?"
    )
    assert too_good(forecast(0.6, 56, "sale")) is None
    assert too_good(forecast(0.05, 14, "sale")) is None
    # What else a forecast looks at is from before it is made: a regular series is no riddle.
    assert too_good(forecast(0.05, 56)) is None


@pytest.mark.parametrize(
    "evaluation",
    [
        Evaluation(confusion=((12, 0, 0), (0, 14, 0), (0, 0, 10))),  # wine
        Evaluation(confusion=((200, 0), (0, 9))),
        Evaluation(residuals=Curve((0.0,), (99.0,))),
        Evaluation(),
    ],
)
def test_few_rows_all_right_may_be_chance(evaluation) -> None:
    name = "roc_auc" if evaluation.confusion else "r2"
    assert too_good(facts(name, 1.0, 1.0, 1.0, evaluation)) is None


def test_other_rows_and_models_from_elsewhere_are_not_asked_about() -> None:
    perfect = facts("roc_auc", 1.0, 1.0, 1.0)
    assert too_good(perfect) is not None
    assert too_good(facts("roc_auc", 1.0, 1.0, 1.0, split=Split.CROSS_VALIDATION)) is None
    origin = ModelOrigin("m.onnx", "0" * 64, 10, "tree", "")
    assert too_good(replace(perfect, origin=origin)) is None


def test_perfect_in_every_draw_is_asked_about_though_it_has_no_range():
    drawn = replace(CLASSES, drawn=Drawn(UnitKind.ROWS, 200))
    found = too_good(facts("roc_auc", 1.0, None, None, drawn))
    assert "curve 1.000 (in every draw of them) on held-out rows" in found.finding
    few = replace(CLASSES, drawn=Drawn(UnitKind.GROUPS, 4, "shop"))
    assert too_good(facts("roc_auc", 1.0, None, None, few)) is None
    assert too_good(facts("roc_auc", 0.5, None, None, drawn)) is None
