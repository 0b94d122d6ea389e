"""Every method that finds unusual rows keeps the promises of the catalogue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from modeling.model_files import change, edit_array, find, refusal
from modeling.tables import train_into

from mlops_desktop.core.algorithms import DETECTORS, ParameterKind, algorithms_for
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import Split
from mlops_desktop.modeling import catalogue, golden, holdout, persist, structure
from mlops_desktop.modeling.anomaly.prepare import prepare_anomaly
from mlops_desktop.modeling.archive import Archive
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.scoring import score
from mlops_desktop.modeling.table import Table

KEYS = [item.key for item in DETECTORS]
HELP = Path(__file__).parents[3] / "resources" / "help" / "train.md"


def test_the_methods_are_those_of_the_task():
    assert [item.key for item in algorithms_for(Task.ANOMALY)] == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_loaded_model_answers_as_the_trained_one_did(detected, key):
    result = detected.results[key]
    prepared = prepare_anomaly(detected.table, detected.spec)
    loaded = persist.load(detected.path(key))
    persist.save(loaded, detected.folder / "again.skops")
    assert persist.model_digest(detected.folder / "again.skops") == result.model_digest
    answer = predict(loaded, prepared.inputs.iloc[prepared.division.holdout])
    stored = holdout.read(detected.path(key, "holdout"), result.signature).outcome
    assert (answer.values == stored.predicted).all()
    assert ((answer.values >= 0) & (answer.values <= 1)).all()
    again = golden.reperform(detected.path(key), detected.path(key, "golden"), result.signature)
    assert again.is_identical


def test_the_same_seed_gives_the_same_files_to_the_bit(detected, tmp_path):
    again = train_into(tmp_path, detected.table, detected.spec).by_algorithm()
    for key, result in detected.results.items():
        assert again[key].model_digest == result.model_digest, key
        assert again[key].behaviour_hash == result.behaviour_hash, key
        assert again[key].metrics == result.metrics, key


@pytest.mark.parametrize("key", KEYS)
def test_unseen_categories_and_missing_values_are_scored(detected, key):
    frame = detected.table.frame.head(20).copy()
    frame["kind"] = "violet"
    frame["size"] = frame["weight"] = np.nan
    frame["day"] = pd.Series(pd.NaT, frame.index, dtype="datetime64[us]")
    scored = score(
        detected.path(key),
        detected.results[key].signature,
        Table(frame, detected.table.columns),
    )
    assert scored.outputs == ("unusual", "score", "because")
    assert scored.frame["score"].between(0, 1).all()
    assert scored.flagged == int(scored.frame["unusual"].sum())


@pytest.mark.parametrize("key", KEYS)
def test_recorded_parameters_can_be_asked_for_again(detected, key):
    recorded = detected.results[key].parameters
    stated = catalogue.restated(key, Task.ANOMALY, recorded)
    given = catalogue.given_parameters(key, Task.ANOMALY, (stated,))
    assert {name: str(value) for name, value in given.items()} == dict(stated.values)


@pytest.mark.parametrize("item", DETECTORS, ids=lambda item: item.key)
def test_what_a_person_reads_about_a_method_is_complete(item):
    assert item.plain.endswith(".")
    assert item.use.endswith(".")
    for parameter in item.parameters:
        assert parameter.plain.endswith(".")
        assert parameter.read(str(parameter.default), item.title) == parameter.default
        if parameter.kind in (ParameterKind.INTEGER, ParameterKind.NUMBER):
            assert parameter.low < parameter.high
    row = f"| {item.title} | `{item.key}` | {item.plain} | {item.use} | {item.cost} |"
    assert row in HELP.read_text("utf-8")


@pytest.mark.parametrize("key", KEYS)
def test_every_fitted_part_has_a_check(detected, key):
    harmless = {
        "ColumnTransformer",
        "DateParts",
        "EuclideanDistance64",
        "KDTree",
        "Pipeline",
        "SimpleImputer",
        "StandardScaler",
    }
    path = detected.path(key)
    archive = Archive(path.read_bytes(), path.name)
    found = {
        node["__class__"]
        for node in archive.nodes()
        if node["__loader__"] == "ObjectNode"
        and node["__module__"].startswith(("sklearn.", "mlops_desktop."))
    }
    assert found - harmless <= set(structure.CHECKS)


def _array(owner: str, attribute: str, edit, place: int | None = None):
    def change_it(schema, members):
        node = find(schema, owner, attribute)["content"]["content"][attribute]
        edit_array(members, node if place is None else node["content"][place], edit)

    return change_it


def _shorter(numbers: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(numbers[..., :-1])


def _far(numbers: np.ndarray) -> None:
    numbers.flat[0] = 10**6


def _backwards(numbers: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(numbers[::-1])


ALTERED = [
    ("isolation", _array("Detector", "knots_", _backwards), "knots_: order"),
    ("single_value", _array("Detector", "shares_", _shorter), "shares_: shape"),
    ("single_value", _array("SingleValue", "scale_", _shorter), "scale_: shape"),
    (
        "isolation",
        _array("IsolationForest", "estimators_features_", _far, 0),
        "estimators_features_: out of range",
    ),
    (
        "isolation",
        _array("IsolationForest", "_decision_path_lengths", _shorter, 0),
        "_decision_path_lengths: shape",
    ),
    ("isolation", _array("Tree", "nodes", lambda a: a[:-1]), "their number"),
    ("neighbour_distance", _array("NearestNeighbors", "_fit_X", _shorter), "_fit_X: other"),
    ("robust_distance", _array("RobustDistance", "components_", _shorter), "components_: shape"),
]


@pytest.mark.parametrize(("key", "edit", "named"), ALTERED)
def test_an_altered_file_is_refused_before_anything_of_it_is_built(
    detected, tmp_path, key, edit, named
):
    error = refusal(change(detected.path(key), tmp_path / "altered.skops", edit))
    assert error.code == "models.file_structure"
    assert named in error.message


@pytest.mark.parametrize("key", KEYS)
def test_the_share_chosen_is_that_of_the_training_rows(found, key):
    shares = {
        item.split: item for item in found.results[key].metrics if item.name == "flagged_share"
    }
    assert shares[Split.TRAINING].value == pytest.approx(0.02, abs=0.0025)
    held = shares[Split.HOLDOUT]
    assert held.low <= held.value <= held.high


@pytest.mark.parametrize("key", KEYS)
def test_how_unusual_the_held_out_rows_are_is_kept_by_twentieths(found, key):
    result = found.results[key]
    scores = result.evaluation.unusual
    assert len(scores.x) == len(scores.y) == 20
    assert (scores.x[0], scores.x[-1]) == pytest.approx((0.025, 0.975))
    split = np.load(found.folder / result.split_file)
    assert sum(scores.y) == split["holdout"].size
