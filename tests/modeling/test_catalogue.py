"""Every method of the catalogue keeps the same promises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from modeling.catalogued import TARGETS, spec_of
from modeling.tables import train_into

from mlops_desktop.core.algorithms import (
    ALGORITHMS,
    ParameterKind,
    algorithms_for,
    default_algorithms,
)
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import DEFAULT_METRIC, Task, metric
from mlops_desktop.core.training import Split
from mlops_desktop.modeling import catalogue, holdout, persist
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.prepare import prepare
from mlops_desktop.modeling.scoring import score
from mlops_desktop.modeling.table import Table

CASES = [(task, item.key) for task in TARGETS for item in algorithms_for(task)]
HELP = Path(__file__).parents[2] / "resources" / "help" / "train.md"


@pytest.mark.parametrize(("task", "key"), CASES)
def test_a_loaded_model_answers_as_the_trained_one_did(catalogued, task, key):
    trained = catalogued(task)
    result = trained.results[key]
    prepared = prepare(trained.table, trained.spec)
    rows = prepared.inputs.iloc[prepared.division.holdout]
    loaded = persist.load(trained.path(key))
    # Saved before it predicts: search trees count their queries, which is not content.
    persist.save(loaded, trained.folder / "again.skops")
    assert persist.model_digest(trained.folder / "again.skops") == result.model_digest
    answer = predict(loaded, rows)
    stored = holdout.read(trained.path(key, "holdout"), result.signature).outcome
    if answer.probabilities is None:
        assert (answer.values == stored.predicted).all()
        assert np.isfinite(answer.values).all()
    else:
        assert (answer.probabilities == stored.probabilities).all()
        assert answer.probabilities.sum(axis=1) == pytest.approx(1.0)


@pytest.mark.parametrize("task", list(TARGETS))
def test_the_same_seed_gives_the_same_files_to_the_bit(catalogued, task, tmp_path):
    first = catalogued(task)
    again = train_into(tmp_path, first.table, first.spec).by_algorithm()
    for key, result in first.results.items():
        assert again[key].model_digest == result.model_digest, key
        assert again[key].behaviour_hash == result.behaviour_hash, key


@pytest.mark.parametrize(("task", "key"), CASES)
def test_unseen_categories_and_missing_values_are_scored(catalogued, task, key):
    trained = catalogued(task)
    frame = trained.table.frame.head(20).copy()
    frame["kind"] = "violet"
    frame["size"] = frame["weight"] = np.nan
    frame["day"] = pd.Series(pd.NaT, frame.index, dtype="datetime64[us]")
    scored = score(
        trained.path(key),
        trained.results[key].signature,
        Table(frame, trained.table.columns),
    )
    numbers = scored.frame[list(scored.outputs[1 if task is Task.CLASSIFICATION else 0 :])]
    assert np.isfinite(numbers.to_numpy(dtype=np.float64)).all()
    assert task is not Task.COUNT or (numbers.to_numpy() >= 0).all()


@pytest.mark.parametrize(("task", "key"), CASES)
def test_no_method_is_much_worse_than_the_baseline(catalogued, task, key):
    deciding = DEFAULT_METRIC[task]
    values = {
        name: next(
            m.value for m in result.metrics if (m.name, m.split) == (deciding, Split.HOLDOUT)
        )
        for name, result in catalogued(task).results.items()
    }
    if metric(deciding).is_loss:
        assert values[key] <= 1.05 * values["baseline"]
    else:
        assert values[key] >= values["baseline"]


@pytest.mark.parametrize(("task", "key"), CASES)
def test_recorded_parameters_can_be_asked_for_again(catalogued, task, key):
    recorded = catalogued(task).results[key].parameters
    stated = catalogue.restated(key, task, recorded)
    given = catalogue.given_parameters(key, task, (stated,))
    assert {name: str(value) for name, value in given.items()} == dict(stated.values)


@pytest.mark.parametrize("item", ALGORITHMS, ids=lambda item: item.key)
def test_what_a_person_reads_about_a_method_is_complete(item):
    assert item.plain.endswith(".")
    assert item.use.endswith(".")
    assert item.tasks
    for parameter in item.parameters:
        assert parameter.title
        assert parameter.plain.endswith(".")
        assert parameter.read(str(parameter.default), item.title) == parameter.default
        if parameter.kind in (ParameterKind.INTEGER, ParameterKind.NUMBER):
            assert parameter.low < parameter.high
    keys = [(parameter.key, task) for task in item.tasks for parameter in item.parameters_for(task)]
    assert len(keys) == len(set(keys))


def test_keys_and_titles_are_unique():
    for values in ([item.key for item in ALGORITHMS], [item.title for item in ALGORITHMS]):
        assert len(values) == len(set(values))


def test_few_methods_are_tried_when_none_is_named():
    usual = {task: [item.key for item in default_algorithms(task)] for task in TARGETS}
    assert usual[Task.REGRESSION] == ["baseline", "linear", "forest", "boosting", "neighbours"]
    assert usual[Task.CLASSIFICATION] == usual[Task.REGRESSION]
    assert usual[Task.COUNT] == ["baseline", "poisson", "forest", "boosting", "neighbours"]


def test_the_help_lists_every_method_with_its_sentence():
    text = HELP.read_text("utf-8")
    for item in ALGORITHMS:
        row = f"| {item.title} | `{item.key}` | {item.plain} | {item.use} | {item.cost} |"
        assert row in text, row


def test_a_method_that_would_not_end_is_refused_in_words():
    circumstances = catalogue.Circumstances(10_001, 8_000, 2_000, 0)
    with pytest.raises(UserError, match="would take too long on 10001"):
        catalogue.chosen_parameters("kernel_svm", Task.CLASSIFICATION, circumstances)


def test_a_vote_takes_the_three_best_by_cross_validation(catalogued):
    results = catalogued(Task.REGRESSION).results
    scores = {
        key: next(
            m.value for m in result.metrics if (m.name, m.split) == ("mae", Split.CROSS_VALIDATION)
        )
        for key, result in results.items()
        if key not in ("baseline", "voting", "stacking")
    }
    best = sorted(scores, key=scores.__getitem__)[:3]
    for key in ("voting", "stacking"):
        assert dict(results[key].parameters)["members"].split("+") == best


def test_a_vote_is_the_mean_of_its_members(catalogued):
    trained = catalogued(Task.REGRESSION)
    prepared = prepare(trained.table, trained.spec)
    rows = prepared.inputs.iloc[prepared.division.holdout]
    members = dict(trained.results["voting"].parameters)["members"].split("+")
    answers = [predict(persist.load(trained.path(key)), rows).values for key in members]
    joined = predict(persist.load(trained.path("voting")), rows).values
    assert joined == pytest.approx(np.mean(answers, axis=0), rel=1e-9)


def test_a_vote_alone_joins_the_usual_methods(catalogued, tmp_path):
    table = catalogued(Task.COUNT).table
    found = train_into(tmp_path, table, spec_of("count", Task.COUNT, "voting")).by_algorithm()
    assert dict(found["voting"].parameters)["members"] == "poisson+forest+boosting"


def test_the_steps_of_a_vote_are_those_of_its_members(catalogued):
    results = catalogued(Task.REGRESSION).results
    members = dict(results["voting"].parameters)["members"].split("+")
    expected = {step for key in members for step in results[key].steps}
    assert set(results["voting"].steps) == expected
