"""Published figures are met with scikit-learn's own copies of the data."""

from __future__ import annotations

import pandas as pd
import pytest
from modeling.tables import table_of, train_into
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.linear_model import LinearRegression

from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import Split, SplitPlan, TrainingSpec


def holdout_of(folder, table, spec: TrainingSpec, name: str) -> dict[str, float]:
    """Return a hold-out metric per method."""
    recorder = train_into(folder, table, spec)
    assert recorder.failures == {}
    return {
        key: next(m.value for m in result.metrics if (m.name, m.split) == (name, Split.HOLDOUT))
        for key, result in recorder.by_algorithm().items()
    }


def test_breast_cancer_is_told_as_well_as_published(tmp_path):
    """97.5 % by repeated tenfold cross-validation, as the data's own description says (wdbc.names).

    On 114 held-out rows one standard error of that is 1.5 points: three of them are allowed.
    """
    data = load_breast_cancer(as_frame=True)
    frame: pd.DataFrame = data.frame.copy()
    frame["target"] = frame["target"].astype(bool)
    spec = TrainingSpec(
        "m",
        "target",
        algorithms=("linear", "elastic_net", "linear_svm", "kernel_svm", "boosting", "mlp"),
        split=SplitPlan(folds=2),
    )
    found = holdout_of(tmp_path, table_of(frame), spec, "accuracy")
    assert min(found.values()) >= 0.93, found
    assert max(found.values()) >= 0.96, found


def test_wine_is_told_as_well_as_published(wine, tmp_path):
    """LDA 98.9 %, standardised 1-NN 96.1 %, as the data's own description says (wine.names).

    On 36 held-out rows each error is 2.8 points.
    """
    spec = TrainingSpec(
        "m",
        "cultivar",
        algorithms=("linear", "naive_bayes", "kernel_svm", "neighbours", "forest"),
        split=SplitPlan(folds=2),
    )
    found = holdout_of(tmp_path, wine, spec, "accuracy")
    assert min(found.values()) >= 0.91, found
    assert max(found.values()) >= 0.97, found


def test_diabetes_is_explained_as_far_as_least_squares_can(diabetes, tmp_path):
    """Least squares fitted to all 442 rows explains 0.518 of the same rows: the ceiling.

    No hold-out figure is published for this data; 89 rows that were not fitted may fall below the
    ceiling by chance, and 0.22 is our own allowance for that.
    """
    inputs, answers = load_diabetes(return_X_y=True)
    ceiling = LinearRegression().fit(inputs, answers).score(inputs, answers)
    assert ceiling == pytest.approx(0.518, abs=5e-4)
    spec = TrainingSpec(
        "m",
        "target",
        task=Task.REGRESSION,
        algorithms=("linear", "lasso", "elastic_net", "linear_svm"),
        split=SplitPlan(folds=2),
    )
    found = holdout_of(tmp_path, diabetes, spec, "r2")
    assert all(ceiling - 0.22 <= value <= ceiling for value in found.values()), found
    assert found["lasso"] == pytest.approx(found["linear"], abs=0.05)
