"""Parameters set by hand are obeyed, recorded, and refused by name and range."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.catalogued import gappy, spec_of, with_direction
from modeling.tables import Recorder, table_of, train_into
from sklearn.metrics import mean_poisson_deviance

from mlops_desktop.core.errors import ExitCode, UserError, about
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MethodParameters, Split, TrainingSpec
from mlops_desktop.modeling import persist
from mlops_desktop.modeling.evaluate import PredictedRows, measure
from mlops_desktop.modeling.train import train

AMOUNT = TrainingSpec("m", "amount", task=Task.REGRESSION)


def setting(algorithm: str, **values: str) -> TrainingSpec:
    wish = MethodParameters(algorithm, tuple(values.items()))
    return replace(AMOUNT, algorithms=(algorithm,), parameters=(wish,))


def refusal(folder, spec: TrainingSpec, task: Task = Task.REGRESSION) -> UserError:
    recorder = Recorder()
    with pytest.raises(UserError) as caught, about(data="parts@1"):
        train(gappy(task), spec, folder, recorder, recorder)
    assert recorder.begun == []
    assert caught.value.exit_code is ExitCode.INPUT
    assert "…" not in str(caught.value)
    return caught.value


def test_a_parameter_is_obeyed_and_recorded(tmp_path):
    spec = setting("forest", n_estimators="12", max_depth="3", max_features="sqrt")
    result = train_into(tmp_path, gappy(Task.REGRESSION), spec).by_algorithm()["forest"]
    recorded = dict(result.parameters)
    assert recorded["n_estimators"] == "12"
    assert recorded["max_depth"] == "3"
    assert recorded["min_samples_leaf"] == "2"
    forest = persist.load(tmp_path / "forest.skops").named_steps["model"]
    assert len(forest.estimators_) == 12
    assert max(tree.get_depth() for tree in forest.estimators_) <= 3


def test_the_last_word_about_a_parameter_counts(tmp_path):
    wishes = tuple(MethodParameters("linear", (("alpha", text),)) for text in ("3", "0.25"))
    spec = replace(AMOUNT, algorithms=("linear",), parameters=wishes)
    train_into(tmp_path, gappy(Task.REGRESSION), spec)
    assert persist.load(tmp_path / "linear.skops").named_steps["model"].alpha == 0.25


def test_the_quantile_asked_for_is_the_share_below(tmp_path):
    table = table_of(
        pd.DataFrame({"a": np.arange(2000.0), "y": np.random.default_rng(1).random(2000)})
    )
    spec = replace(setting("boosting", loss="quantile", quantile="0.9", max_iter="20"), target="y")
    train_into(tmp_path, table, spec)
    stored = pd.DataFrame(
        {"predicted": persist.load(tmp_path / "boosting.skops").predict(table.frame[["a"]])}
    )
    assert (table.frame["y"] <= stored["predicted"]).mean() == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize(
    ("spec", "code", "named"),
    [
        (
            setting("forest", trees="5"),
            "training.unknown_parameter",
            ["Random forest", "“trees”", "n_estimators: a whole number from 10 to 1000"],
        ),
        (
            setting("forest", n_estimators="5"),
            "training.parameter_value",
            ["n_estimators of Random forest", "“5”", "from 10 to 1000"],
        ),
        (
            setting("forest", n_estimators="many"),
            "training.parameter_value",
            ["“many”", "a whole number"],
        ),
        (setting("forest", n_estimators="12.5"), "training.parameter_value", ["“12.5”"]),
        (setting("forest", max_features="nan"), "training.parameter_value", ["sqrt"]),
        (setting("linear", alpha="inf"), "training.parameter_value", ["“inf”"]),
        (setting("linear", C="1"), "training.unknown_parameter", ["“C”", "alpha"]),
        (
            setting("boosting", loss="poisson"),
            "training.parameter_value",
            ["squared_error, absolute_error, quantile"],
        ),
        (setting("voting", members="forest"), "training.parameter_value", ["joined by +"]),
        (setting("naive_bayes", var_smoothing="1"), "training.unknown_algorithm", ["naive_bayes"]),
        (
            replace(AMOUNT, parameters=(MethodParameters("deep", ()),)),
            "training.unknown_algorithm",
            ["“deep”"],
        ),
    ],
)
def test_what_is_no_parameter_is_refused_with_what_is(tmp_path, spec, code, named):
    error = refusal(tmp_path, spec)
    assert error.code == code
    for text in named:
        assert text in str(error)


def test_an_unknown_member_fails_the_vote_alone(tmp_path):
    spec = setting("voting", members="forest+deep")
    recorder = train_into(
        tmp_path, gappy(Task.REGRESSION), replace(spec, algorithms=("linear", "voting"))
    )
    assert list(recorder.by_algorithm()) == ["linear"]
    assert recorder.failures["voting"].code == "training.unknown_member"
    assert "“deep”" in str(recorder.failures["voting"])


@pytest.mark.parametrize("key", ["tree", "forest", "extra_trees", "boosting"])
@pytest.mark.parametrize(
    ("target", "task"), [("amount", Task.REGRESSION), ("answer", Task.CLASSIFICATION)]
)
def test_an_answer_only_rises_or_falls_with_a_column(tmp_path, key, target, task):
    for direction in (1, -1):
        folder = tmp_path / str(direction)
        folder.mkdir()
        positive = "no" if task is Task.CLASSIFICATION else None
        spec = replace(spec_of(target, task, key), positive=positive)
        spec = with_direction(spec, "weight", direction)
        table = gappy(task)
        assert train_into(folder, table, spec).failures == {}
        model = persist.load(folder / f"{key}.skops")
        row = (
            table.frame.drop(columns=target)
            .iloc[[3] * 50]
            .assign(open=1.0, weight=np.linspace(-3, 3, 50))
        )
        if task is Task.REGRESSION:
            answers = model.predict(row)
        else:
            answers = model.predict_proba(row)[:, list(model.classes_).index("no")]
        assert (direction * np.diff(answers) >= -1e-12).all()


def test_directions_choose_among_the_methods_that_can_keep_them(tmp_path):
    spec = with_direction(replace(AMOUNT, algorithms=()), "size", 1)
    recorder = train_into(tmp_path, gappy(Task.REGRESSION), spec)
    assert list(recorder.by_algorithm()) == ["baseline", "forest", "boosting"]


@pytest.mark.parametrize(
    ("column", "direction", "keys", "code"),
    [
        ("size", 1, ("linear",), "training.not_monotone"),
        ("kind", 1, (), "training.monotone_column"),
        ("size", 2, (), "training.monotone_column"),
        ("sizes", 1, (), "features.unknown_column"),
    ],
)
def test_a_direction_that_cannot_be_kept_is_refused(tmp_path, column, direction, keys, code):
    spec = with_direction(replace(AMOUNT, algorithms=keys), column, direction)
    assert refusal(tmp_path, spec).code == code


def test_a_direction_among_three_classes_is_refused(wine, tmp_path):
    spec = with_direction(TrainingSpec("m", "cultivar"), "alcohol", 1)
    with pytest.raises(UserError, match="there are 3"):
        train(wine, spec, tmp_path, Recorder(), Recorder())


def test_counts_below_zero_are_refused(tmp_path):
    table = table_of(pd.DataFrame({"a": np.arange(60.0), "y": np.arange(60.0) - 2}))
    with pytest.raises(UserError) as caught, about(data="parts@1"):
        train(table, TrainingSpec("m", "y", task=Task.COUNT), tmp_path, Recorder(), Recorder())
    assert caught.value.code == "training.negative_count"
    assert "in 2 rows, such as -2" in caught.value.message


def test_gamma_regression_names_the_zeros_and_the_others_go_on(tmp_path):
    table = table_of(pd.DataFrame({"a": np.arange(60.0), "y": np.arange(60.0) % 7}))
    spec = TrainingSpec("m", "y", task=Task.COUNT, algorithms=("gamma", "poisson"))
    with about(data="parts@1"):
        recorder = train_into(tmp_path, table, spec)
    assert list(recorder.by_algorithm()) == ["poisson"]
    assert recorder.failures["gamma"].code == "training.needs_positive"


def test_counts_are_judged_by_the_mean_poisson_deviance(catalogued):
    result = catalogued(Task.COUNT).results["poisson"]
    names = [item.name for item in result.metrics if item.split is Split.HOLDOUT]
    assert names == ["mae", "rmse", "medae", "r2", "poisson_deviance"]
    assert result.signature.task is Task.COUNT


def test_the_poisson_deviance_is_scikit_learns():
    random = np.random.default_rng(4)
    actual = random.poisson(2.0, 300).astype(float)
    predicted = random.gamma(2.0, 1.0, 300)
    found = measure("poisson_deviance", PredictedRows(actual, predicted, is_count=True))
    assert found == pytest.approx(mean_poisson_deviance(actual, predicted), rel=1e-12)
    exact = PredictedRows(np.zeros(3), np.zeros(3), is_count=True)
    assert measure("poisson_deviance", exact) == pytest.approx(0.0, abs=1e-12)
