"""Model files: only known types, only sound arrays, one digest for one content."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skops.io
from modeling.anomaly.planted import planted
from modeling.anomaly.planted import spec_of as unusual
from modeling.catalogued import OTHER_WAYS, TARGETS, spec_of
from modeling.chosen import BUNDLES, TRAINED, spec_for, table_for
from modeling.forecasting.days import daily, weekly
from modeling.model_files import change, edit_array, find, refusal, walk
from modeling.tables import table_of, train_into
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import NuSVC

from mlops_desktop.core.algorithms import DETECTORS, FORECASTERS, default_algorithms
from mlops_desktop.core.decision import Calibration, Decision
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.features import ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MethodParameters, TrainingSpec
from mlops_desktop.modeling import persist
from mlops_desktop.modeling.allowlist import ALLOWED, PROTOCOL
from mlops_desktop.modeling.archive import Archive

KEYS = [item.key for item in default_algorithms(Task.REGRESSION)]


FORECASTS = TrainingSpec(
    "it", "users", forecast=ForecastPlan("date", horizon=2, origins=2, coverage=0.5)
)
CALIBRATED = TrainingSpec(
    "it",
    "cultivar",
    algorithms=("tree",),
    decision=Decision(calibration=Calibration.ISOTONIC),
)


def test_the_allow_list_is_exactly_what_the_catalogue_writes(
    trained_bikes, trained_wine, catalogued, tmp_path
):
    trainings = [trained_bikes, trained_wine, *(catalogued(task) for task in TARGETS)]
    paths = [trained.path(key) for trained in trainings for key in trained.results]
    for number, (task, key, values) in enumerate(OTHER_WAYS):
        folder = tmp_path / str(number)
        folder.mkdir()
        wish = MethodParameters(key, values)
        spec = spec_of(TARGETS[task], task, key)
        spec = replace(spec, parameters=(*spec.parameters, wish))
        recorder = train_into(folder, catalogued(task).table, spec)
        assert recorder.failures == {}
        paths.append(folder / f"{key}.skops")
    (tmp_path / "calibrated").mkdir()
    train_into(tmp_path / "calibrated", trained_wine.table, CALIBRATED)
    paths.append(tmp_path / "calibrated" / "tree.skops")
    (tmp_path / "native").mkdir()
    native = FeatureChoices((ColumnChoice("kind", Treatment.NATIVE),))
    spec = replace(spec_of(TARGETS[Task.REGRESSION], Task.REGRESSION, "boosting"), features=native)
    train_into(tmp_path / "native", catalogued(Task.REGRESSION).table, spec)
    paths.append(tmp_path / "native" / "boosting.skops")
    for task, bundle in TRAINED:
        paths += chosen_files(task, bundle, tmp_path / f"{task}-{bundle}")
    train_into(tmp_path, daily(weekly(150)), FORECASTS)
    paths += [tmp_path / f"{item.key}.skops" for item in FORECASTERS]
    train_into(tmp_path, table_of(planted(200, 5)), unusual())
    paths += [tmp_path / f"{item.key}.skops" for item in DETECTORS]
    found = defaultdict(set)
    for path in paths:
        archive = Archive(path.read_bytes(), path.name)
        for node in walk(archive.schema):
            found[node["__loader__"]].add(f"{node['__module__']}.{node['__class__']}")
        assert archive.schema["protocol"] == PROTOCOL
        persist.load(path)
    assert {key: frozenset(types) for key, types in found.items()} == ALLOWED


def chosen_files(task: Task, bundle: str, folder: Path) -> list[Path]:
    """Train one method with choices for the columns; return its file."""
    folder.mkdir()
    spec = spec_for(task, BUNDLES[bundle], "linear" if task is not Task.COUNT else "poisson")
    assert train_into(folder, table_for(task), spec).failures == {}
    return list(folder.glob("*.skops"))


@pytest.mark.parametrize("algorithm", KEYS)
def test_a_round_trip_keeps_the_digest(trained_bikes, trained_wine, tmp_path, algorithm):
    for trained in (trained_bikes, trained_wine):
        before = trained.results[algorithm].model_digest
        assert persist.model_digest(trained.path(algorithm)) == before
        persist.save(persist.load(trained.path(algorithm)), tmp_path / "again.skops")
        assert persist.model_digest(tmp_path / "again.skops") == before


def test_the_digest_sees_every_kind_of_change(trained_bikes, tmp_path):
    source = trained_bikes.path("linear")
    before = persist.model_digest(source)

    def coefficient(schema, members):
        edit_array(members, find(schema, "Ridge", "coef_")["content"]["content"]["coef_"], nudge)

    def nudge(array):
        array.flat[0] = np.nextafter(array.flat[0], np.inf)

    def parameter(schema, _members):
        find(schema, "Ridge", "coef_")["content"]["content"]["alpha"]["content"] = "2.0"

    def version(schema, _members):
        schema["_skops_version"] = "9.9"

    def addresses(schema, members):
        text = json.dumps(schema)
        for number, name in enumerate(sorted(members), start=1):
            text = text.replace(f'"{name}"', f'"{number}.npy"')
            members[f"{number}.npy"] = members.pop(name)
        schema.update(json.loads(text))

    changed = [
        persist.model_digest(change(source, tmp_path / "c.skops", edit))
        for edit in (coefficient, parameter, version, addresses)
    ]
    assert changed[0] != before
    assert changed[1] != before
    assert changed[2:] == [before, before]


def test_a_foreign_type_is_refused(trained_bikes, tmp_path):
    def edit(schema, _members):
        find(schema, "Ridge")["__module__"] = "os"
        find(schema, "Ridge")["__class__"] = "system"

    error = refusal(change(trained_bikes.path("linear"), tmp_path / "evil.skops", edit))
    assert error.code == "models.file_type"


@pytest.mark.parametrize("place", ["key_types", "content"])
def test_a_function_is_refused_wherever_it_stands(trained_bikes, tmp_path, place):
    def edit(schema, _members):
        schema[place] = {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode"}

    error = refusal(change(trained_bikes.path("baseline"), tmp_path / "evil.skops", edit))
    assert error.code == "models.file_type"
    assert "os.system" in error.message


def test_estimators_that_skops_trusts_but_we_never_write_are_refused(tmp_path):
    model = Pipeline([("model", NuSVC().fit([[0.0], [1.0]], [0, 1]))])
    skops.io.dump(model, tmp_path / "svc.skops")
    assert "sklearn.svm._classes.NuSVC" in refusal(tmp_path / "svc.skops").message
    model = Pipeline([("model", FunctionTransformer(np.exp).fit([[1.0]]))])
    skops.io.dump(model, tmp_path / "function.skops")
    assert refusal(tmp_path / "function.skops").code == "models.file_type"


def test_an_older_protocol_is_refused(trained_bikes, tmp_path):
    def edit(schema, _members):
        schema["protocol"] = 0

    error = refusal(change(trained_bikes.path("linear"), tmp_path / "old.skops", edit))
    assert "protocol" in error.message


FOREST, BOOSTING, NEIGHBOURS = "forest", "boosting", "neighbours"


def tree_nodes(field: str, value: int, row: int = 0):
    def edit(schema, members):
        tree = find(schema, "Tree")["content"]["content"]
        edit_array(members, tree["nodes"], lambda nodes: put(nodes, field, value, row))

    return edit


def put(nodes: np.ndarray, field: str, value: int, row: int) -> None:
    nodes[field][row] = value


def predictor_nodes(field: str, value: int):
    def edit(schema, members):
        nodes = find(schema, "TreePredictor")["content"]["content"]["nodes"]
        edit_array(members, nodes, lambda array: put(array, field, value, 0))

    return edit


def json_value(class_name: str, attribute: str, value: object):
    def edit(schema, _members):
        owner = find(schema, class_name, attribute)["content"]["content"]
        owner[attribute] |= {"content": json.dumps(value), "__id__": 1}

    return edit


def kd_tree(place: int, edit_values: Callable[[np.ndarray], object]):
    def edit(schema, members):
        node = find(schema, "KDTree")["content"]["content"][place]
        edit_array(members, node, edit_values)

    return edit


def neighbours_array(attribute: str, edit_values: Callable[[np.ndarray], object]):
    def edit(schema, members):
        owner = find(schema, "KNeighborsClassifier", "_y")["content"]["content"]
        edit_array(members, owner[attribute], edit_values)

    return edit


def one_hot_outputs(schema, _members):
    encoder = find(schema, "OneHotEncoder", "categories_")["content"]["content"]
    encoder["_n_features_outs"]["content"][0] |= {"content": "1", "__id__": 1}
    encoder["_n_features_outs"]["content"][1] |= {"content": "1", "__id__": 1}


def orphan_tree(schema, _members):
    steps = schema["content"]["content"]["steps"]["content"]
    steps[1]["content"][1] = find(schema, "Tree")


@pytest.mark.parametrize(
    ("dataset", "algorithm", "edit", "named"),
    [
        ("bikes", FOREST, tree_nodes("left_child", 10**6), ["DecisionTree", "left child"]),
        ("bikes", FOREST, tree_nodes("right_child", -7), ["DecisionTree", "child"]),
        ("bikes", FOREST, tree_nodes("left_child", 0), ["before its parent"]),
        ("bikes", FOREST, tree_nodes("feature", 999), ["feature index out of range"]),
        ("bikes", FOREST, tree_nodes("feature", -3), ["feature index out of range"]),
        ("bikes", FOREST, json_value("Tree", "node_count", 10**7), ["node_count"]),
        ("bikes", FOREST, orphan_tree, ["Tree", "outside a model"]),
        ("wine", FOREST, tree_nodes("left_child", 10**6), ["DecisionTreeClassifier"]),
        ("bikes", BOOSTING, predictor_nodes("left", 10**6), ["left child beyond"]),
        ("bikes", BOOSTING, predictor_nodes("feature_idx", 999), ["feature index"]),
        ("bikes", BOOSTING, predictor_nodes("is_categorical", 1), ["categorical"]),
        ("cancer", NEIGHBOURS, kd_tree(1, lambda a: a + 1), ["idx_array"]),
        ("cancer", NEIGHBOURS, kd_tree(3, lambda a: a[:, :1]), ["node_bounds"]),
        ("cancer", NEIGHBOURS, kd_tree(2, lambda a: put(a, "idx_end", 9999, 0)), ["node_data"]),
        ("cancer", NEIGHBOURS, kd_tree(2, lambda a: put(a, "is_leaf", 0, -1)), ["last node"]),
        ("cancer", NEIGHBOURS, neighbours_array("_y", lambda a: a[:5]), ["_y: shape"]),
        ("cancer", NEIGHBOURS, neighbours_array("_y", lambda a: a + 1), ["_y: a class"]),
        ("cancer", NEIGHBOURS, neighbours_array("_fit_X", lambda a: a[:, :2].copy()), ["features"]),
        (
            "cancer",
            NEIGHBOURS,
            json_value("KNeighborsClassifier", "n_samples_fit_", 9),
            ["n_samples_fit_"],
        ),
        ("bikes", "linear", one_hot_outputs, ["OneHotEncoder", "_n_features_outs"]),
    ],
)
def test_an_edited_array_is_refused_before_anything_is_built(
    request, tmp_path, dataset, algorithm, edit, named
):
    trained = request.getfixturevalue(f"trained_{dataset}")
    error = refusal(change(trained.path(algorithm), tmp_path / "edited.skops", edit))
    assert error.code == "models.file_structure"
    for text in named:
        assert text in error.message


def test_an_object_cannot_pose_as_another(trained_bikes, tmp_path):
    """skops reuses the first object of an identity: it must be the one that is checked."""

    def edit(schema, members):
        trees = [node for node in walk(schema) if node["__class__"] == "Tree"]
        evil = dict(trees[0]["content"]["content"]["nodes"], file="1.npy")
        members["1.npy"] = members[trees[0]["content"]["content"]["nodes"]["file"]]
        edit_array(members, evil, lambda nodes: put(nodes, "feature", 999, 0))
        schema["content"]["content"]["memory"] = evil

    error = refusal(change(trained_bikes.path("forest"), tmp_path / "posing.skops", edit))
    assert "two different objects under one identity" in error.message


def test_what_is_no_model_file_is_refused(tmp_path):
    (tmp_path / "text.skops").write_text("not a zip")
    assert refusal(tmp_path / "text.skops").code == "models.file_damaged"
    (tmp_path / "empty.skops").write_bytes(b"")
    assert refusal(tmp_path / "empty.skops").code == "models.file_damaged"


def test_a_cut_file_is_refused(trained_bikes, tmp_path):
    data = trained_bikes.path("linear").read_bytes()
    for share in (0.1, 0.5, 0.99):
        (tmp_path / "cut.skops").write_bytes(data[: int(len(data) * share)])
        assert refusal(tmp_path / "cut.skops").code == "models.file_damaged"


@pytest.mark.parametrize("ending", [".npy", ".json"])
def test_damaged_bytes_are_refused(trained_bikes, tmp_path, ending):
    path = tmp_path / "damaged.skops"
    shutil.copy(trained_bikes.path("forest"), path)
    with zipfile.ZipFile(path) as opened:
        members = [info for info in opened.infolist() if info.filename.endswith(ending)]
    member = max(members, key=lambda info: info.compress_size)
    start = member.header_offset + 30 + len(member.filename) + member.compress_size // 2
    for value in (b"\x00", b"\xff", b"\x55"):
        data = bytearray(path.read_bytes())
        data[start : start + 40] = value * 40
        path.write_bytes(bytes(data))
        assert refusal(path).code == "models.file_damaged"


def test_unexpected_double_and_missing_members_are_refused(trained_bikes, tmp_path):
    source = trained_bikes.path("linear")

    def script(_schema, members):
        members["setup.py"] = b"print('hello')"

    assert "setup.py" in refusal(change(source, tmp_path / "a.skops", script)).message

    def drop(_schema, members):
        members.pop(min(members))

    assert refusal(change(source, tmp_path / "b.skops", drop)).code == "models.file_damaged"
    shutil.copy(source, tmp_path / "c.skops")
    with (
        zipfile.ZipFile(tmp_path / "c.skops", "a") as opened,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        opened.writestr("schema.json", "{}")
    assert "two of one name" in refusal(tmp_path / "c.skops").message


def test_an_array_that_promises_more_than_it_holds_is_refused(trained_bikes, tmp_path):
    def edit(schema, members):
        name = find(schema, "Ridge", "coef_")["content"]["content"]["coef_"]["file"]
        stream = io.BytesIO()
        header = {"descr": "<f8", "fortran_order": False, "shape": (10**15,)}
        np.lib.format.write_array_header_1_0(stream, header)
        members[name] = stream.getvalue() + bytes(64)

    error = refusal(change(trained_bikes.path("linear"), tmp_path / "huge.skops", edit))
    assert "its size is not what its header says" in error.message


def test_an_array_of_objects_is_refused(trained_bikes, tmp_path):
    def edit(schema, members):
        name = find(schema, "Ridge", "coef_")["content"]["content"]["coef_"]["file"]
        stream = io.BytesIO()
        np.save(stream, np.array([{}], dtype=object), allow_pickle=True)
        members[name] = stream.getvalue()

    error = refusal(change(trained_bikes.path("linear"), tmp_path / "objects.skops", edit))
    assert error.code == "models.file_damaged"


def test_what_is_loaded_must_be_a_model(tmp_path):
    skops.io.dump([1, 2], tmp_path / "list.skops")
    with pytest.raises(UserError, match="no model"):
        persist.load(tmp_path / "list.skops")
