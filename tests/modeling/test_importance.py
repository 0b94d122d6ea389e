"""What a model leans on: shuffled columns, with intervals over rows and shuffles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from modeling.tables import Trained, table_of, train_into
from sklearn.inspection import permutation_importance
from sklearn.metrics import make_scorer, mean_absolute_error

from mlops_desktop.core.certainty import UnitKind
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.modeling import importance
from mlops_desktop.modeling.evaluate import PredictedRows
from mlops_desktop.modeling.persist import load
from mlops_desktop.modeling.prepare import prepare
from mlops_desktop.modeling.units import Units


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Trained:
    """y = 3·strong + weak + noise; "none" has no part in it."""
    random = np.random.default_rng(2)
    frame = pd.DataFrame(random.normal(size=(1_500, 3)), columns=["strong", "weak", "none"])
    frame["y"] = 3 * frame["strong"] + frame["weak"] + random.normal(size=1_500)
    table, folder = table_of(frame), tmp_path_factory.mktemp("importance")
    spec = TrainingSpec("it", "y", algorithms=("linear",), split=SplitPlan(folds=2), seed=1)
    return Trained(table, spec, folder, train_into(folder, table, spec).by_algorithm())


def test_columns_that_matter_have_intervals_above_zero_and_others_do_not(made):
    found = {item.column: item for item in made.results["linear"].importances}
    assert list(found) == ["strong", "weak", "none"]
    assert found["strong"].low > found["weak"].high > found["weak"].low > 0
    assert found["none"].low < 0 < found["none"].high
    for item in found.values():
        assert item.high - item.value == pytest.approx(item.value - item.low)


def test_values_agree_with_those_of_scikit_learn_within_the_intervals(made):
    result = made.results["linear"]
    prepared = prepare(made.table, made.spec)
    held = prepared.division.holdout
    scorer = make_scorer(mean_absolute_error, greater_is_better=False)
    reference = permutation_importance(
        load(made.path("linear")),
        prepared.inputs.iloc[held],
        prepared.target.values[held],
        scoring=scorer,
        n_repeats=30,
        random_state=0,
    )
    expected = dict(zip(prepared.inputs.columns, reference.importances_mean, strict=True))
    for item in result.importances:
        assert item.low <= expected[item.column] <= item.high


def test_the_interval_says_how_much_other_rows_would_change_it(made):
    """Half-width beside the spread over many sets of rows of the same size, drawn anew."""
    random = np.random.default_rng(7)
    values = []
    for _ in range(40):
        x = random.normal(size=(300, 3))
        y = 3 * x[:, 0] + x[:, 1] + random.normal(size=300)
        answer = 3 * x[:, 0] + x[:, 1]
        shuffled = [answer - x[:, 1] + random.permutation(x[:, 1]) for _ in range(3)]
        worse = [np.abs(y - one).mean() - np.abs(y - answer).mean() for one in shuffled]
        values.append(np.mean(worse))
    item = next(i for i in made.results["linear"].importances if i.column == "weak")
    assert item.high - item.low == pytest.approx(2 * 1.96 * np.std(values, ddof=1), rel=0.4)


def test_of_very_many_columns_those_that_matter_most_have_intervals(tmp_path):
    random = np.random.default_rng(3)
    count = importance.MOST_INTERVALS + 10
    frame = pd.DataFrame(random.normal(size=(400, count)), columns=[f"n{i}" for i in range(count)])
    frame["y"] = 5 * frame["n44"] + random.normal(size=400)
    spec = TrainingSpec("it", "y", algorithms=("linear",), split=SplitPlan(folds=2), seed=1)
    found = train_into(tmp_path, table_of(frame), spec).results[0].importances
    assert found[0].column == "n44"
    has = [item.low is not None for item in found]
    assert sum(has) == importance.MOST_INTERVALS
    assert has == sorted(has, reverse=True)


def test_a_baseline_leans_on_nothing(trained_bikes):
    found = trained_bikes.results["baseline"].importances
    assert {item.value for item in found} == {0.0}
    assert {item.low for item in found} == {None}


def test_a_column_whose_importance_is_undefined_is_left_out_and_not_said_to_be_zero():
    """Shuffled, "low" and "high" give answers that are no numbers; "other" does not."""
    numbers = np.arange(40.0)
    inputs = pd.DataFrame({"low": numbers, "high": numbers, "other": numbers % 7})

    class Root:
        def predict(self, rows):
            return np.sqrt(rows["high"] - rows["low"]).to_numpy() + rows["other"].to_numpy()

    def judged(answer, rows):
        return PredictedRows(inputs["other"].to_numpy()[rows], answer.values)

    random = np.random.default_rng(1)
    found = importance.permutation_importances(Root(), inputs, judged, "mae", random)
    assert [item.column for item in found] == ["other"]
    assert found[0].value > 0


def test_a_column_that_changes_answers_by_rounding_only_is_told_as_zero():
    random = np.random.default_rng(1)
    inputs = pd.DataFrame(random.normal(size=(80, 2)), columns=["used", "rounding"])

    class Almost:
        def predict(self, rows):
            return (rows["used"] + 1e-15 * rows["rounding"]).to_numpy()

    def judged(answer, rows):
        return PredictedRows(3 * inputs["used"].to_numpy()[rows], answer.values)

    found = importance.permutation_importances(Almost(), inputs, judged, "mae", random)
    assert [item.column for item in found] == ["used", "rounding"]
    assert (found[1].value, found[1].low, found[1].high) == (0.0, 0.0, 0.0)
    assert found[0].low > 0


def test_of_too_few_groups_an_importance_has_no_range():
    random = np.random.default_rng(1)
    inputs = pd.DataFrame(random.normal(size=(80, 1)), columns=["used"])
    codes = np.arange(80) % 4

    class Same:
        def predict(self, rows):
            return rows["used"].to_numpy()

    def judged(answer, rows):
        units = Units(UnitKind.GROUPS, codes[rows], "shop")
        return PredictedRows(inputs["used"].to_numpy()[rows], answer.values, units=units)

    (item,) = importance.permutation_importances(Same(), inputs, judged, "mae", random)
    assert item.value > 0
    assert item.low is None
