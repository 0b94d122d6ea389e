"""Charts' points equal scikit-learn's own, and say where there is nothing to draw."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as reference
from sklearn.calibration import calibration_curve

from mlops_desktop.modeling import holdout
from mlops_desktop.modeling.curves import MOST_POINTS, class_curves, evaluation
from mlops_desktop.modeling.evaluate import PredictedRows, measure


def held(trained, algorithm: str = "linear") -> PredictedRows:
    signature = trained.results[algorithm].signature
    return holdout.read(trained.path(algorithm, "holdout"), signature).outcome


def coarse(rows: int = 3_000, digits: int = 2) -> PredictedRows:
    """Two classes with many equal probabilities."""
    random = np.random.default_rng(rows)
    scores = np.round(random.random(rows), digits)
    actual = (random.random(rows) < scores).astype(np.int64)
    probabilities = np.column_stack([1 - scores, scores])
    return PredictedRows(
        actual, (scores > 0.5).astype(np.int64), probabilities, ("no", "yes"), "yes"
    )


@pytest.fixture(params=["cancer", "coarse"])
def outcome(request, trained_cancer) -> PredictedRows:
    return held(trained_cancer) if request.param == "cancer" else coarse(1_500)


def of_positive(outcome: PredictedRows) -> tuple[np.ndarray, np.ndarray]:
    place = outcome.positive_place
    return outcome.actual == place, outcome.probabilities[:, place]


def test_precision_and_recall_are_those_of_scikit_learn(outcome):
    found = evaluation(outcome, seed=1).precision_recall
    precision, recall, _ = reference.precision_recall_curve(*of_positive(outcome))
    assert found.x == pytest.approx(recall[::-1])
    assert found.y == pytest.approx(precision[::-1])


def test_groups_of_the_calibration_are_those_of_scikit_learn(outcome):
    found = evaluation(outcome, seed=1)
    share, mean = calibration_curve(*of_positive(outcome), n_bins=10, strategy="quantile")
    assert found.calibration.x == pytest.approx(mean)
    assert found.calibration.y == pytest.approx(share)
    assert sum(found.calibration_rows) == outcome.size
    assert len(found.calibration_rows) == len(found.calibration.x)


def test_few_rows_are_calibrated_in_fewer_groups():
    rows = coarse(35, digits=6)
    assert evaluation(rows, seed=1).calibration_rows == (12, 11, 12)


def test_roc_is_that_of_scikit_learn(outcome):
    found = evaluation(outcome, seed=1).roc
    false, true, _ = reference.roc_curve(*of_positive(outcome), drop_intermediate=False)
    assert found.x == pytest.approx(false)
    assert found.y == pytest.approx(true)


def test_gain_says_how_many_positives_are_among_the_most_probable_rows(outcome):
    found = evaluation(outcome, seed=1).gain
    is_positive, scores = of_positive(outcome)
    assert (found.x[0], found.y[0], found.x[-1], found.y[-1]) == (0, 0, 1, 1)
    for share, gained in list(zip(found.x, found.y, strict=True))[1::7]:
        rows = round(share * outcome.size)
        cut = np.sort(scores)[::-1][rows - 1]
        assert (scores >= cut).sum() == rows
        assert gained == pytest.approx(is_positive[scores >= cut].sum() / is_positive.sum())


def test_curves_of_many_rows_have_a_bounded_number_of_points_from_end_to_end():
    rows = coarse(9_000, digits=9)
    found = evaluation(rows, seed=1)
    for curve in (found.roc, found.precision_recall, found.gain):
        assert len(curve.x) == len(curve.y) <= MOST_POINTS
    assert (found.roc.x[0], found.roc.y[-1]) == (0, 1)
    # Thinned, the line still encloses the area that the metric says.
    area = np.trapezoid(found.roc.y, found.roc.x)
    assert area == pytest.approx(measure("roc_auc", rows), abs=1e-3)


def test_of_more_classes_each_is_told_from_all_others(trained_wine):
    outcome = held(trained_wine)
    found = evaluation(outcome, seed=1)
    assert found.roc is None
    assert [item.label for item in found.by_class] == ["0", "1", "2"]
    for place, item in enumerate(found.by_class):
        is_class, scores = outcome.actual == place, outcome.probabilities[:, place]
        assert item.rows == is_class.sum()
        precision, recall, _ = reference.precision_recall_curve(is_class, scores)
        assert item.precision_recall.x == pytest.approx(recall[::-1])
        assert item.precision_recall.y == pytest.approx(precision[::-1])
        area = np.trapezoid(item.roc.y, item.roc.x)
        assert area == pytest.approx(reference.roc_auc_score(is_class, scores))


def test_where_all_rows_are_of_one_class_it_is_said_and_nothing_is_drawn():
    rows = coarse(50)
    one = rows.take(rows.actual == 1)
    found = evaluation(one, seed=1)
    assert found.roc is found.precision_recall is found.calibration is found.gain is None
    assert "every one is yes: there is nothing to tell apart" in found.undefined
    none = class_curves(one, 0)
    assert "none is no" in none.undefined
    assert none.rows == 0


def test_numbers_have_no_curves_of_classes(trained_bikes):
    found = trained_bikes.results["linear"].evaluation
    assert found.predicted_actual is not None
    assert found.roc is found.gain is None
    assert (found.undefined, found.by_class) == ("", ())
