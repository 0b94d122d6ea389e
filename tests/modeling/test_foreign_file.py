"""Files from elsewhere that were made to mislead are refused in words."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io
from modeling.model_files import change, find
from modeling.tables import table_of
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.svm import SVR

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.core.training import ALL_ROWS, TrainingSpec
from mlops_desktop.modeling import foreign, foreign_file
from mlops_desktop.modeling.foreign_file import open_model, with_columns


def plain(content: object) -> dict[str, Any]:
    """Return the node of a plain value."""
    return literal(json.dumps(content))


def literal(text: str) -> dict[str, Any]:
    """Return the node of a plain value by its JSON text."""
    kind = {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode"}
    return {**kind, "content": text}


def nested(depth: int) -> dict[str, Any]:
    """Return the node of a list in a list in a list …"""
    kind = {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode"}
    node = plain(1)
    for place in range(depth):
        node = {**kind, "__id__": 1000 + place, "content": [node]}
    return node


@pytest.fixture
def people() -> pd.DataFrame:
    """60 people of whom half left."""
    random = np.random.default_rng(3)
    age = random.normal(50, 10, 60)
    return pd.DataFrame({"age": age, "left": np.where(age > 50, "gone", "here")})


@pytest.fixture
def file_with(people, tmp_path):
    """Return a function that writes a fitted model in which attributes were exchanged."""

    def write(model: Any = None, **nodes: object) -> Path:
        model = LogisticRegression() if model is None else model
        answers = people["age"] if hasattr(model, "epsilon") else people["left"]
        skops.io.dump(model.fit(people[["age"]], answers), tmp_path / "sound.skops")

        def edit(schema: dict[str, Any], _members: dict[str, bytes]) -> None:
            schema["content"]["content"].update(nodes)

        return change(tmp_path / "sound.skops", tmp_path / "model.skops", edit)

    return write


def refused(path: Path) -> UserError:
    """Return why a file is refused; nothing of it may have been built."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(skops.io, "loads", lambda *_, **__: pytest.fail("it was built"))
        with pytest.raises(UserError) as caught:
            open_model(path, path.name)
    return caught.value


@pytest.mark.parametrize("model", [SVR(), LogisticRegression()], ids=["svr", "logistic"])
@pytest.mark.parametrize("name", ["_impl", "predict", "get_params", "__setstate__"])
def test_an_object_cannot_put_something_in_the_place_of_a_part_of_its_class(file_with, model, name):
    if not hasattr(type(model), name):
        pytest.skip("this class has no such part")
    error = refused(file_with(model, **{name: plain("c_svc")}))
    assert error.code == "foreign.structure"
    assert f"{name}: stands for a part of its class" in error.message


@pytest.mark.parametrize(
    "node",
    [
        literal("[" * 100_000 + "]" * 100_000),
        {**nested(1), "__id__": [1]},
        {**nested(1), "__id__": {}},
    ],
)
def test_a_node_of_an_impossible_form_is_refused_in_words(file_with, node):
    path = file_with(C=node)
    with pytest.raises(UserError) as caught:
        open_model(path, path.name)
    assert caught.value.code == "foreign.damaged"


def test_nesting_that_a_library_could_not_follow_is_refused_in_words(file_with):
    assert open_model(file_with(C=nested(40)), "model.skops").kind == "LogisticRegression"
    for depth in (250, 320, 400):
        path = file_with(C=nested(depth))
        with pytest.raises(UserError) as caught:
            open_model(path, path.name)
        assert caught.value.code == "foreign.damaged"
        assert "nested too deeply" in caught.value.message


@pytest.mark.parametrize("content", [None, 3, [], {"content": 3}, {"content": ["coef_"]}])
def test_an_object_without_a_state_is_refused_in_words(file_with, tmp_path, content):
    def edit(schema: dict[str, Any], _members: dict[str, bytes]) -> None:
        schema["content"] = content

    path = change(file_with(), tmp_path / "other.skops", edit)
    assert refused(path).code == "foreign.structure"


def test_a_search_tree_of_countless_levels_is_refused_at_once(people, tmp_path):
    model = KNeighborsRegressor(algorithm="kd_tree").fit(people[["age"]], people["age"])
    skops.io.dump(model, tmp_path / "sound.skops")

    def edit(schema: dict[str, Any], _members: dict[str, bytes]) -> None:
        find(schema, "KDTree")["content"]["content"][5] = plain(10**13)

    error = refused(change(tmp_path / "sound.skops", tmp_path / "model.skops", edit))
    assert "n_nodes: does not fit n_levels" in error.message


def test_a_list_of_parts_longer_than_any_models_is_not_even_read(tmp_path, monkeypatch):
    monkeypatch.setattr(foreign_file, "MOST_OF_SCHEMA", 1000)
    monkeypatch.setattr(json, "loads", lambda *_: pytest.fail("it was read"))
    with zipfile.ZipFile(tmp_path / "model.skops", "w") as written:
        written.writestr("schema.json", "[" + "[]," * 400 + "[]]")
    error = refused(tmp_path / "model.skops")
    assert "lists more parts than any model has" in error.message


@pytest.mark.parametrize("noted", [plain("1.7\x1b[31m\n"), plain([1]), plain(None)])
def test_what_is_no_version_is_not_told_as_one(file_with, noted):
    path = file_with(_sklearn_version=noted)
    assert not open_model(path, path.name).library


@pytest.mark.parametrize("names", [5, "age", [], ["age", "age"], [["age"]], [None], {"age": 1}])
def test_names_that_are_none_are_refused_in_words(file_with, people, tmp_path, names):
    assert (
        judging(file_with(feature_names_in_=plain(names)), people, tmp_path) == "foreign.no_names"
    )


@pytest.mark.parametrize("shares", [[1.0], [0.2, 0.3, 0.5], [-3.0, 4.0], [0.5, 0.7], [0.1, 0.1]])
def test_probabilities_that_are_none_are_refused_in_words(file_with, people, tmp_path, shares):
    nodes = {"class_prior_": plain(shares), "n_classes_": plain(len(shares))}
    path = file_with(DummyClassifier(strategy="prior"), **nodes)
    assert judging(path, people, tmp_path) == "foreign.no_answer"


def judging(path: Path, people: pd.DataFrame, folder: Path) -> str:
    """Return why a model cannot be judged on the table."""
    opened = open_model(path, path.name)
    spec = TrainingSpec("churn", "left", split=ALL_ROWS)
    with pytest.raises(UserError) as caught:
        foreign.judge(with_columns(opened, ()), table_of(people), spec, folder, Silent())
    return caught.value.code
