"""Models that were made elsewhere: what is refused unseen, what is known of them, what is not."""

from __future__ import annotations

import io
import json
import pickle
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sklearn
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, mean_absolute_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler
from sklearn.svm import LinearSVC

from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.reproduction import ReproductionVerdict
from mlops_desktop.core.stage import Enforcement, GateStatus, Stage
from mlops_desktop.core.training import ALL_ROWS, Split, SplitMethod, SplitPlan
from mlops_desktop.jobs.work import Work
from mlops_desktop.modeling import parquet
from mlops_desktop.services import (
    audit,
    behaviour,
    datasets,
    foreign,
    foreign_limits,
    lineage,
    model_card_sheets,
    models,
    monitoring,
    promotion,
    reproduction,
    resolve,
    scoring,
    sheet_text,
)
from mlops_desktop.services.foreign import ForeignModel
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow

ROWS = 400


def people() -> pd.DataFrame:
    """400 customers, of whom some left, by age, spending, town and a code of their tariff."""
    random = np.random.default_rng(7)
    age = random.integers(18, 80, ROWS)
    spent = random.normal(50, 15, ROWS).round(2)
    town = random.choice(["Bonn", "Köln", "Ulm"], ROWS)
    tariff = random.choice([1, 2, 3], ROWS)
    odds = (age - 45) / 10 + (town == "Ulm") * 2 - (tariff == 3) + random.normal(0, 1, ROWS)
    left = np.where(odds > 0, "gone", "here")
    part = np.where(np.arange(ROWS) % 4 == 0, "late", "early")
    bill = (spent * 2 + age + random.normal(0, 4, ROWS)).round(2)
    columns = {"age": age, "spent": spent, "town": town, "tariff": tariff}
    return pd.DataFrame({**columns, "part": part, "bill": bill, "left": left})


def churn_model() -> Any:
    """A pipeline as somebody else would write it; the tariff is a text to it."""
    table = people()
    inputs = table[["age", "spent", "town", "tariff"]].astype({"tariff": str, "town": object})
    inputs["tariff"] = inputs["tariff"].astype(object)
    early = table["part"] == "early"
    steps = ColumnTransformer(
        [
            ("numbers", StandardScaler(), ["age", "spent"]),
            ("names", OneHotEncoder(handle_unknown="ignore"), ["town", "tariff"]),
        ]
    )
    model = make_pipeline(steps, LogisticRegression())
    return model.fit(inputs[early], table["left"][early].astype(object))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A project with the dataset ``people``."""
    folder = tmp_path_factory.mktemp("shop")
    people().to_csv(folder / "people.csv", index=False)
    with Session.create(folder / "project", "Shop") as session:
        datasets.import_file(session, folder / "people.csv", "people")
        yield session


@pytest.fixture
def heard(shop: Session, capfd: pytest.CaptureFixture[str]) -> Iterator[Session]:
    """The project with a worker of the test's own: what that prints is heard."""
    with Session.open(shop.project.path) as session:
        yield session


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any, str], Path]:
    """Return a function that writes a model as a ``.skops`` file."""

    def write(model: Any, name: str = "model.skops") -> Path:
        skops.io.dump(model, tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def churn(shop: Session, written) -> ForeignModel:
    """The pipeline, to be judged on all rows."""
    return ForeignModel(written(churn_model()), "churn", "left", author="Ana", source="a wiki")


def expected_answers() -> np.ndarray[Any, Any]:
    table = people().astype({"tariff": str, "town": object})
    table["tariff"] = table["tariff"].astype(object)
    return churn_model().predict(table[["age", "spent", "town", "tariff"]])


def predicted(session: Session, done: scoring.ScoreSummary) -> list[Any]:
    """Return the predictions as they are stored."""
    stored = resolve.table_file(session, resolve.dataset_version(session, done.predictions.label))
    return parquet.read(stored.path)["prediction"].tolist()


def refused(session: Session, wanted: ForeignModel) -> UserError:
    before = audit.count(session), len(models.list_models(session))
    with pytest.raises(UserError) as caught:
        foreign.import_model(session, "people", wanted)
    assert (audit.count(session), len(models.list_models(session))) == before
    return caught.value


def test_a_model_from_elsewhere_is_a_version_measured_as_scikit_learn_does(shop, churn):
    made = foreign.import_model(shop, "people", churn).value
    details = models.details_of(shop, made)
    facts = details.facts
    assert (made.model, made.stage, made.is_imported) == ("churn", Stage.DEVELOPMENT, True)
    found = {item.name: item.value for item in facts.metrics}
    assert found["accuracy"] == pytest.approx(
        accuracy_score(people()["left"], expected_answers()), abs=1e-12
    )
    assert all(item.split is Split.HOLDOUT for item in facts.metrics)
    data = churn.file.read_bytes()
    origin = facts.origin
    assert (origin.file_name, origin.sha256, origin.size) == (
        "model.skops",
        sha256(data).hexdigest(),
        len(data),
    )
    assert (origin.kind, origin.author, origin.source) == ("LogisticRegression", "Ana", "a wiki")
    assert origin.library.startswith("scikit-learn 1.")
    assert made.artifact_object == origin.sha256
    assert facts.signature.classes == ("gone", "here")
    assert dict(facts.parameters)["C"] == "1.0"
    assert facts.importances[0].column == "age"
    assert details.spec.split.words == "all rows"


def test_whole_numbers_are_texts_where_the_model_learned_texts(shop, churn):
    made = foreign.import_model(shop, "people", churn).value
    inputs = {item.name: item for item in models.details_of(shop, made).facts.signature.inputs}
    assert inputs["tariff"].type == "integer"
    assert inputs["tariff"].categories == ("1", "2", "3")
    assert inputs["age"].categories == ()


def test_only_the_rows_that_a_column_names_are_judged(shop, churn):
    rows = SplitPlan(SplitMethod.COLUMN, folds=0, column="part", held_out=("late",))
    made = foreign.import_model(shop, "people", replace(churn, rows=rows)).value
    late = (people()["part"] == "late").to_numpy()
    found = {item.name: item.value for item in models.details_of(shop, made).facts.metrics}
    expected = accuracy_score(people()["left"][late], expected_answers()[late])
    assert found["accuracy"] == pytest.approx(expected, abs=1e-12)


def test_it_scores_and_answers_the_same_later(shop, churn, tmp_path):
    made = foreign.import_model(shop, "people", churn).value
    assert behaviour.check(shop, made.label, keep=False).value.is_same
    done = scoring.score(shop, made.label, "people").value
    assert predicted(shop, done) == expected_answers().tolist()
    assert audit.verify(shop).is_sound


def test_numbers_are_judged_and_may_be_called_counts(shop, written):
    table = people()
    model = Ridge().fit(table[["age", "spent"]].astype(float), table["bill"])
    wanted = ForeignModel(written(model), "bill", "bill", Task.COUNT, metric="mae")
    made = foreign.import_model(shop, "people", wanted).value
    answers = model.predict(table[["age", "spent"]].astype(float))
    assert made.value == pytest.approx(mean_absolute_error(table["bill"], answers), rel=1e-9)
    assert models.details_of(shop, made).facts.signature.task is Task.COUNT


def test_what_needs_its_training_rows_says_that_they_are_not_known(shop, churn):
    first = foreign.import_model(shop, "people", churn).value
    made = foreign.import_model(shop, "people", churn).value
    same = models.compare(shop, (first.label, made.label)).same_rows[0]
    assert not same.is_enough
    assert "which rows it learned" in same.obstacle
    result = reproduction.reproduce(shop, made.label).value
    assert result.verdict is ReproductionVerdict.NOT_POSSIBLE
    assert result.exit_code is ExitCode.INPUT
    assert "which rows it learned" in result.headline
    policy = replace(
        promotion.policy(shop, "churn"),
        reproduced_gate=Enforcement.WARN,
        data_gate=Enforcement.PREVENT,
        threshold=0.5,
    )
    promotion.set_policy(shop, "churn", policy, "test")
    promotion.promote(shop, first.label, Stage.STAGING, "test")
    promotion.promote(shop, first.label, Stage.PRODUCTION, "test")
    gates = {gate.gate: gate for gate in promotion.check(shop, made.label, Stage.PRODUCTION).gates}
    assert gates["champion"].status is GateStatus.CANNOT_TELL
    assert gates["data"].status is GateStatus.CANNOT_TELL
    assert "may have been trained on these rows" in gates["metric"].detail


def test_a_policy_that_wants_it_made_again_keeps_it_out(shop, churn):
    made = foreign.import_model(shop, "people", replace(churn, model="strict")).value
    policy = replace(promotion.policy(shop, "strict"), reproduced_gate=Enforcement.PREVENT)
    promotion.set_policy(shop, "strict", policy, "test")
    found = promotion.check(shop, made.label, Stage.PRODUCTION)
    gate = next(item for item in found.gates if item.gate == "reproduced")
    assert gate.is_blocking
    assert "was imported" in gate.detail


def test_its_card_says_what_is_not_known(shop, churn):
    wanted = replace(churn, model="quiet", author="")
    made = foreign.import_model(shop, "people", wanted).value
    facts = model_card_sheets.read(shop, made.label)
    text = sheet_text.markdown(model_card_sheets.sheet(facts))
    assert "On which rows it learned, and how, is not known" in text
    assert "Who made it is not stated." in text
    assert "Where it comes from is not stated." not in text
    assert "Judged on" in text
    assert "Trained on" not in text
    assert "model.skops" in text


def test_it_is_watched_against_the_rows_it_was_judged_on(shop, churn):
    made = foreign.import_model(shop, "people", churn).value
    notes: list[str] = []
    shop.on_note = notes.append
    report = monitoring.run(shop, made.label, "people").value.drift
    assert report.n_reference == ROWS
    assert "compared with those it was judged on" in notes[0]


def test_lineage_leads_from_the_rows_it_was_judged_on(shop, churn):
    made = foreign.import_model(shop, "people", churn).value
    graph = lineage.graph(shop).graph
    titles = {node.id: node.title for node in graph.nodes}
    assert titles[f"run:{made.run_id}"] == "Imported model"


class Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("name", ["model.pkl", "model.joblib", "model.skops", "model"])
def test_a_pickle_is_refused_whatever_its_name_and_never_opened(shop, churn, tmp_path, name):
    trap = tmp_path / "sprung"
    (tmp_path / name).write_bytes(pickle.dumps(Trap(trap)))
    error = refused(shop, replace(churn, file=tmp_path / name))
    assert error.code == "foreign.pickle"
    assert "skops.io.dump" in error.hint
    assert not trap.exists()


def changed(file: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """Return a copy of a ``.skops`` file whose tree or members were changed."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    schema = json.loads(members["schema.json"])
    change(schema, members)
    members["schema.json"] = json.dumps(schema).encode()
    place = file.with_name("changed.skops")
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return place


def test_a_type_that_is_not_on_the_list_is_named_and_nothing_is_loaded(shop, churn):
    def spoil(schema: dict[str, Any], _members: dict[str, bytes]) -> None:
        schema["__module__"], schema["__class__"] = "subprocess", "Popen"

    error = refused(shop, replace(churn, file=changed(churn.file, spoil)))
    assert error.code == "foreign.type"
    assert "subprocess.Popen" in error.message
    assert error.exit_code is ExitCode.INPUT


def test_a_model_fitted_with_several_jobs_answers_with_one_and_nothing_is_printed(
    heard, churn, written, capfd
):
    model = churn_model()
    model[0].n_jobs = 2
    wanted = replace(churn, model="jobs", file=written(model, "jobs.skops"))
    made = foreign.import_model(heard, "people", wanted).value
    done = scoring.score(heard, made.label, "people").value
    assert predicted(heard, done) == expected_answers().tolist()
    assert capfd.readouterr().err == ""


def test_one_that_takes_longer_than_it_may_is_stopped_and_named(shop, churn, monkeypatch):
    made = foreign.import_model(shop, "people", replace(churn, model="slow")).value
    monkeypatch.setattr(foreign_limits, "SECONDS", 0.0)
    monkeypatch.setattr(foreign_limits, "SECONDS_PER_ROW", 0.0)
    error = refused(shop, churn)
    assert error.code == "foreign.too_long"
    assert "The model in model.skops was not done after 0 seconds" in error.message
    assert error.hint
    before = audit.count(shop)
    for use in (scoring.score, monitoring.run):
        with pytest.raises(UserError) as caught:
            use(shop, made.label, "people")
        assert caught.value.code == "foreign.too_long"
    assert audit.count(shop) == before
    asked = behaviour.check_or_problem(shop, made, Work(), keep=True)
    assert "model.skops" in asked.problem
    assert not list(shop.project.jobs_folder.iterdir())
    monkeypatch.undo()
    assert behaviour.check(shop, made.label, keep=False).value.is_same


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_one_that_asks_for_more_memory_than_it_may_is_stopped_and_named(
    shop, churn, written, monkeypatch
):
    table = people()
    wide = make_pipeline(PolynomialFeatures(100), Ridge())
    inputs = table[["age", "spent"]].astype(float) / 1000
    wide.fit(inputs, table["bill"])
    many = pd.concat([table] * 100)
    wanted = ForeignModel(written(wide, "wide.skops"), "wide", "bill")
    made = foreign.import_model(shop, "people", wanted).value
    folder = shop.project.path.parent
    many.to_csv(folder / "many.csv", index=False)
    datasets.import_file(shop, folder / "many.csv", "many")
    monkeypatch.setattr(foreign_limits, "memory_of_machine", lambda: 2**30)
    before = audit.count(shop)
    with pytest.raises(UserError) as caught:
        scoring.score(shop, made.label, "many")
    assert caught.value.code == "foreign.memory"
    assert "The model in wide.skops asked for more than 0.5 GB of memory" in caught.value.message
    assert audit.count(shop) == before
    assert not list(shop.project.jobs_folder.iterdir())
    assert behaviour.check(shop, made.label, keep=False).value.is_same


def test_a_version_trained_here_has_no_such_limits(trained):
    assert foreign_limits.of_version(trained, models.version(trained, "demand@1").version) is None


def test_the_more_rows_the_longer_it_may_take(shop):
    few, many = (foreign_limits.for_file("a.skops", rows) for rows in (0, 1_000_000))
    assert (few.time_words, many.time_words) == ("10 minutes", "20 minutes")


def test_a_model_of_an_older_scikit_learn_is_told_and_nothing_is_printed(heard, churn, capfd):
    def age(schema: dict[str, Any], _members: dict[str, bytes]) -> None:
        text = json.dumps(schema).replace(f'\\"{sklearn.__version__}\\"', '\\"1.5.0\\"')
        schema.clear()
        schema.update(json.loads(text))

    wanted = replace(churn, model="older", file=changed(churn.file, age))
    made = foreign.import_model(heard, "people", wanted).value
    assert models.version(heard, made.label).facts.origin.library == "scikit-learn 1.5.0"
    assert behaviour.check(heard, made.label, keep=False).value.is_same
    assert capfd.readouterr().err == ""


def test_a_tree_that_points_outside_itself_is_refused_before_it_is_built(shop, churn, written):
    table = people()
    forest = RandomForestClassifier(3, random_state=0)
    forest.fit(table[["age", "spent"]].astype(float), table["left"].astype(object))

    def spoil(_schema: dict[str, Any], members: dict[str, bytes]) -> None:
        for name, data in members.items():
            array = np.load(io.BytesIO(data)) if name.endswith(".npy") else np.empty(0)
            if "left_child" in (array.dtype.names or ()):
                array["left_child"][0] = 1_000_000
                stream = io.BytesIO()
                np.save(stream, array)
                members[name] = stream.getvalue()

    error = refused(shop, replace(churn, file=changed(written(forest, "forest.skops"), spoil)))
    assert error.code == "foreign.structure"


def test_a_file_that_would_fill_the_memory_is_refused_from_its_table_of_contents(
    shop, churn, tmp_path
):
    def swell(_schema: dict[str, Any], members: dict[str, bytes]) -> None:
        members["999.npy"] = bytes(40 * 2**20)

    error = refused(shop, replace(churn, file=changed(churn.file, swell)))
    assert error.code == "foreign.size"


def test_what_is_no_model_file_is_refused_with_what_to_do(shop, churn, tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"\x08\x07\x12\x04test")
    error = refused(shop, replace(churn, file=tmp_path / "model.onnx"))
    assert error.code == "foreign.format"
    missing = refused(shop, replace(churn, file=tmp_path / "nowhere.skops"))
    assert missing.code == "data.missing_file"


def numbers(model: Any, target: str = "left") -> Any:
    table = people()
    return model.fit(table[["age", "spent"]].astype(float), table[target].astype(object))


def fitted_on_town() -> Any:
    """A model that takes the town for a number."""
    table = people()
    return Ridge().fit(table[["age"]].rename(columns={"age": "town"}), table["bill"])


def nameless(*, is_mixed: bool = False) -> Any:
    """A model of age and spending, or of spending and town, that knows no names."""
    table = people()
    if not is_mixed:
        return LogisticRegression().fit(table[["age", "spent"]].to_numpy(float), table["left"])
    inputs = table[["spent", "tariff"]].astype(object)
    inputs["tariff"] = inputs["tariff"].astype(str).astype(object)
    steps = ColumnTransformer(
        [("scaled", StandardScaler(), [0]), ("named", OneHotEncoder(), slice(1, 2))]
    )
    return make_pipeline(steps, LogisticRegression()).fit(inputs.to_numpy(), table["left"])


def test_a_model_without_names_takes_those_that_a_person_gives_in_their_order(shop, churn, written):
    file = written(nameless(), "nameless.skops")
    wanted = replace(churn, model="nameless", file=file, columns=("age", "spent"))
    made = foreign.import_model(shop, "people", wanted).value
    facts = models.details_of(shop, made).facts
    assert [item.name for item in facts.signature.inputs] == ["age", "spent"]
    assert facts.origin.are_columns_stated
    done = scoring.score(shop, made.label, "people").value
    expected = nameless().predict(people()[["age", "spent"]].to_numpy(float))
    assert predicted(shop, done) == expected.tolist()
    assert behaviour.check(shop, made.label, keep=False).value.is_same
    turned = replace(wanted, columns=("spent", "age"))
    other = foreign.import_model(shop, "people", turned).value
    assert models.details_of(shop, other).facts.metrics != facts.metrics
    shown = sheet_text.markdown(model_card_sheets.sheet(model_card_sheets.read(shop, made.label)))
    assert "whoever imported it named them" in shown


def test_steps_that_know_columns_by_their_places_find_them(shop, churn, written):
    file = written(nameless(is_mixed=True), "places.skops")
    wanted = replace(churn, model="places", file=file, columns=("spent", "tariff"))
    made = foreign.import_model(shop, "people", wanted).value
    inputs = {item.name: item for item in models.details_of(shop, made).facts.signature.inputs}
    assert inputs["tariff"].categories == ("1", "2", "3")
    table = people()[["spent", "tariff"]].astype({"tariff": str}).astype(object)
    expected = nameless(is_mixed=True).predict(table.to_numpy())
    done = scoring.score(shop, made.label, "people").value
    assert predicted(shop, done) == expected.tolist()


@pytest.mark.parametrize(
    ("columns", "code", "words"),
    [
        ((), "foreign.no_names", "Name its 2 columns"),
        (("age",), "foreign.names", "takes 2 columns; 1 different names"),
        (("age", "age"), "foreign.names", "takes 2 columns; 1 different names"),
        (("age", "spent", "town"), "foreign.names", "takes 2 columns; 3 different names"),
        (("age", "years"), "models.missing_column", "years"),
        (("age", "left"), "foreign.target_is_input", "left"),
    ],
)
def test_names_that_do_not_fit_are_refused_in_words(shop, churn, written, columns, code, words):
    file = written(nameless(), "nameless.skops")
    error = refused(shop, replace(churn, model="new", file=file, columns=columns))
    assert error.code == code
    assert words in str(error)


def test_other_names_than_those_that_the_model_knows_are_refused(shop, churn):
    error = refused(shop, replace(churn, columns=("spent", "age", "town", "tariff")))
    assert error.code == "foreign.other_names"
    assert "age, spent, town, tariff" in error.hint
    same = replace(churn, model="known", columns=("age", "spent", "town", "tariff"))
    made = foreign.import_model(shop, "people", same).value
    assert not models.details_of(shop, made).facts.origin.are_columns_stated


@pytest.mark.parametrize(
    ("model", "changes", "code"),
    [
        (lambda: StandardScaler().fit(people()[["age"]]), {}, "foreign.no_model"),
        (LogisticRegression, {}, "foreign.not_fitted"),
        (
            lambda: LogisticRegression().fit(people()[["age"]].to_numpy(), people()["left"]),
            {},
            "foreign.no_names",
        ),
        (lambda: numbers(LinearSVC()), {}, "foreign.no_probabilities"),
        (lambda: numbers(LogisticRegression()), {"target": "age"}, "foreign.target_is_input"),
        (lambda: numbers(LogisticRegression()), {"task": Task.COUNT}, "foreign.task"),
        (lambda: numbers(LogisticRegression()), {"metric": "mae"}, "foreign.metric"),
        (lambda: numbers(LogisticRegression()), {"positive": "ja"}, "foreign.positive"),
        (lambda: numbers(LogisticRegression()), {"target": "town"}, "models.unknown_labels"),
        (
            lambda: numbers(LogisticRegression()),
            {"rows": SplitPlan(SplitMethod.COLUMN, column="part", held_out=("never",))},
            "foreign.held_out",
        ),
        (
            lambda: LogisticRegression().fit(
                people()[["age", "spent"]].rename(columns={"age": "years"}), people()["left"]
            ),
            {},
            "models.missing_column",
        ),
        (
            lambda: Ridge().fit(
                people()[["age"]].rename(columns={"age": "town"}), people()["bill"]
            ),
            {"target": "bill"},
            "foreign.no_answer",
        ),
    ],
)
def test_a_model_that_cannot_be_judged_is_refused_in_words(
    shop, churn, written, model, changes, code
):
    wanted = replace(churn, model="new", file=written(model(), "other.skops"), **changes)
    error = refused(shop, wanted)
    assert error.code == code
    assert "…" not in str(error)


def test_answers_read_as_true_or_false_are_told_from_texts(shop, churn, tmp_path):
    table = people().replace({"left": {"gone": "yes", "here": "no"}})
    table.to_csv(tmp_path / "truth.csv", index=False)
    datasets.import_file(shop, tmp_path / "truth.csv", "truth")
    with pytest.raises(UserError) as caught:
        foreign.import_model(shop, "truth", churn)
    assert caught.value.code == "foreign.truth"
    assert "--type left=text" in caught.value.hint


def test_classes_that_the_model_does_not_know_are_named(shop, churn, written, tmp_path):
    table = people()
    table.loc[:2, "left"] = "perhaps"
    table.to_csv(tmp_path / "more.csv", index=False)
    datasets.import_file(shop, tmp_path / "more.csv", "more")
    with pytest.raises(UserError) as caught:
        foreign.import_model(shop, "more", churn)
    assert caught.value.code == "foreign.unknown_classes"
    assert "3 rows" in caught.value.message
    assert "perhaps" in caught.value.message


def test_a_model_trained_here_comes_back_with_the_same_answers(trained, june, tmp_path):
    path = models.export_skops(trained, "demand@2", tmp_path / "own.skops")
    wanted = ForeignModel(path, "returned", "bikers", metric="mae", rows=ALL_ROWS)
    made = foreign.import_model(trained, "bikes", wanted).value
    original = models.version(trained, "demand@2")
    assert made.model_digest == original.version.model_digest
    one, two = (scoring.score(trained, label, "bikes").value for label in ("demand@2", made.label))
    assert predicted(trained, one) == predicted(trained, two)


def test_it_does_not_fit_into_a_model_of_another_purpose(trained, june, tmp_path):
    path = models.export_skops(trained, "demand@2", tmp_path / "own.skops")
    with pytest.raises(UserError) as caught:
        foreign.import_model(trained, "bikes", ForeignModel(path, "demand", "temp"))
    assert caught.value.code == "usage.other_purpose"
