"""Choices that cannot be meant are refused in words, and altered files are not built."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.chosen import EACH, spec_for, table_for
from modeling.model_files import change, edit_array, find, refusal
from modeling.tables import table_of, train_into
from sklearn.feature_extraction.text import TfidfVectorizer

from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.features import ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.metrics import Task
from mlops_desktop.modeling import persist
from mlops_desktop.modeling.features import choices
from mlops_desktop.modeling.features.curves import Components, NaturalSpline, Products
from mlops_desktop.modeling.features.selection import Selection
from mlops_desktop.modeling.features.words import MOST_WORDS, Words
from mlops_desktop.modeling.predict import predict
from mlops_desktop.modeling.prepare import prepare


def of(column: str, treatment: Treatment, order: tuple[str, ...] = (), monotone: int = 0):
    """Choose for one column."""
    return FeatureChoices((ColumnChoice(column, treatment, order, monotone),))


REFUSED = [
    (of("kind", Treatment.SPLINE), "type", "“kind”", "category, native, ordinal, target, text"),
    (of("size", Treatment.TEXT), "type", "numbers", "spline"),
    (of("day", Treatment.TARGET), "type", "dates with times", "cyclic"),
    (of("open", Treatment.CYCLIC), "type", "true or false", "category"),
    (of("colour", Treatment.TARGET), "unknown_column", "“colour”", "size"),
    (of("amount", Treatment.NUMBER), "target", "“amount”", "predict another"),
    (of("kind", Treatment.NUMBER), "not_numbers", "3 of its values are none", "target"),
    (of("grade", Treatment.ORDINAL), "no_order", "“grade”", "high, low, middle, odd"),
    (of("grade", Treatment.ORDINAL, ("low", "low")), "order", "“low” twice", "high, low"),
    (of("grade", Treatment.ORDINAL, ("tiny", "huge")), "order", "“tiny”", "high, low"),
    (of("grade", Treatment.TARGET, ("low",)), "order_unused", "taken as target", "ordinal"),
    (of("size", Treatment.SPLINE, (), 1), "direction", "taken as spline", "direction off"),
    (
        replace(of("size", Treatment.AUTOMATIC, (), 1), interactions=True),
        "direction",
        "products",
        "direction off",
    ),
    (
        replace(of("size", Treatment.AUTOMATIC, (), 1), components=1),
        "direction",
        "components",
        "direction off",
    ),
    (
        FeatureChoices((ColumnChoice("size"), ColumnChoice("size", Treatment.SPLINE))),
        "twice",
        "“size”",
        "one of them",
    ),
    (FeatureChoices(components=4), "components", "4 components", "from 1 to 3"),
    (FeatureChoices(components=0), "components", "0 components", "from 1 to 3"),
    (FeatureChoices(select=0), "select", "0 inputs", "1 or more"),
    (FeatureChoices(rare_share=0.6), "rare_share", "0.6", "0.5"),
    (FeatureChoices(rare_share=float("nan")), "rare_share", "nan", "0.5"),
]


@pytest.mark.parametrize(("features", "code", "said", "next_step"), REFUSED)
def test_a_choice_that_cannot_be_is_refused(features, code, said, next_step):
    with pytest.raises(UserError) as caught:
        prepare(table_for(Task.REGRESSION), spec_for(Task.REGRESSION, features, "boosting"))
    caught.value.add(data="it@1")
    assert caught.value.code == f"features.{code}"
    assert said in caught.value.message
    assert next_step in caught.value.hint
    assert "{" not in str(caught.value)
    assert caught.value.exit_code is ExitCode.INPUT


def test_products_of_very_many_numbers_are_refused():
    frame = pd.DataFrame(np.random.default_rng(1).normal(size=(60, 22)))
    frame.columns = [f"n{place}" for place in range(22)]
    spec = replace(spec_for(Task.REGRESSION, FeatureChoices(interactions=True)), target="n0")
    with pytest.raises(UserError, match="between 2 and 20 numbers"):
        prepare(table_of(frame), spec)


def test_components_without_numbers_are_refused():
    frame = pd.DataFrame({"kind": ["a", "b"] * 40, "y": np.arange(80.0)})
    spec = replace(spec_for(Task.REGRESSION, FeatureChoices(components=1)), target="y")
    with pytest.raises(UserError, match="no numbers from which components"):
        prepare(table_of(frame.astype({"kind": object})), spec)


def test_text_without_words_is_refused():
    frame = pd.DataFrame({"note": ["!", "?"] * 40, "y": np.arange(80.0)})
    spec = replace(spec_for(Task.REGRESSION, of("note", Treatment.TEXT)), target="y")
    with pytest.raises(UserError, match="no word of two letters"):
        prepare(table_of(frame.astype({"note": object})), spec)


def test_every_type_of_column_has_its_treatments():
    for fitting in choices.TREATMENTS.values():
        assert {Treatment.AUTOMATIC, Treatment.LEAVE_OUT} < set(fitting)
    assert set().union(*choices.TREATMENTS.values()) == set(Treatment)


def test_names_that_meet_are_kept_apart(tmp_path):
    """A column may have the name that another column's category would get."""
    random = np.random.default_rng(2)
    frame = pd.DataFrame(
        {
            "kind": pd.Series(["red", "blue"] * 60, dtype=object),
            "kind_red": random.normal(size=120),
            "component_1": random.normal(size=120),
            "y": random.normal(size=120),
        }
    )
    spec = replace(spec_for(Task.REGRESSION, FeatureChoices(components=1), "linear"), target="y")
    steps = train_into(tmp_path, table_of(frame), spec).results[0].steps
    made = {step.operation: step.outputs for step in steps}
    assert made["one_hot"] == ("kind_blue", "kind_red_2")
    assert made["components"] == ("component_1_2",)


def test_words_weigh_as_the_library_has_it():
    texts = ["late again", "Late, late and broken", "quick", "", "broken broken again"]
    frame = pd.DataFrame({"note": pd.Series(texts, dtype=object)})
    expected = TfidfVectorizer().fit_transform(texts).toarray()
    assert Words().fit(frame).transform(frame) == pytest.approx(expected)
    many = pd.DataFrame({"note": [f"word{n} also" for n in range(300)]}, dtype=object)
    words = Words().fit(many)
    assert len(words.words_[0]) == MOST_WORDS
    assert "also" in words.words_[0]


def test_a_spline_is_cubic_between_knots_and_stays_at_its_ends():
    numbers = np.linspace(-3, 5, 401)[:, None]
    spline = NaturalSpline().fit(numbers)
    basis = spline.transform(numbers)
    assert basis.shape == (401, 4)
    # Natural: no curvature at the outer knots; smooth: the second difference has no jump.
    second = np.diff(basis, 2, axis=0)
    assert np.abs(second[[0, -1]]).max() < 1e-4
    assert np.abs(np.diff(second, axis=0)).max() < 1e-4
    far = spline.transform(np.array([[-3e38], [-3.0], [5.0], [3e38], [np.nan]]))
    assert (far[0] == far[1]).all()
    assert (far[2] == far[3]).all()
    assert np.isnan(far[4]).all()
    assert NaturalSpline().fit(np.ones((9, 1))).transform(np.ones((2, 1))).tolist() == [
        [0.0],
        [0.0],
    ]


def test_products_of_huge_numbers_stay_finite():
    made = Products().fit(np.ones((1, 3))).transform([[2.0, 3.0, 3e38]])
    assert made.tolist() == [[2.0, 3.0, 3e38, 6.0, 3e38, 3e38]]


def test_components_keep_the_widest_direction_first():
    random = np.random.default_rng(4)
    numbers = (
        random.normal(size=(200, 1)) @ np.array([[3.0, 4.0]]) + random.normal(size=(200, 2)) / 9
    )
    found = Components(2).fit(numbers)
    assert np.abs(found.components_[0]) == pytest.approx([0.6, 0.8], abs=0.01)
    assert found.shares_[0] > 0.99


def test_selection_keeps_what_goes_with_the_target_and_its_order():
    random = np.random.default_rng(6)
    numbers = random.normal(size=(300, 5))
    numbers[:, 2] = 1.0
    target = numbers[:, 4] + numbers[:, 1] / 2
    numbers[::5, 4] = np.nan
    assert Selection(2).fit(numbers, target).kept_.tolist() == [1, 4]
    classes = Selection(1, is_class=True).fit(numbers, target > 0)
    assert classes.transform(numbers).shape == (300, 1)
    assert Selection(9).fit(numbers, target).kept_.tolist() == [0, 1, 2, 3, 4]


@pytest.fixture(scope="module")
def model_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("altered")
    features = replace(EACH, components=1, select=20)
    spec = spec_for(Task.REGRESSION, features, "linear")
    recorder = train_into(folder, table_for(Task.REGRESSION), spec)
    assert recorder.failures == {}
    return folder / "linear.skops"


def array(owner: str, attribute: str, edit, place: int | None = None):
    """Edit an array of a fitted object (an entry of a list of arrays)."""

    def change_it(schema, members):
        node = find(schema, owner, attribute)["content"]["content"][attribute]
        edit_array(members, node if place is None else node["content"][place], edit)

    return change_it


def shorter(owner: str, attribute: str):
    """Take the last entry off a list."""

    def change_it(schema, _members):
        find(schema, owner, attribute)["content"]["content"][attribute]["content"].pop()

    return change_it


def put(value: float):
    """Return an edit that puts a number in an array's first place."""

    def edit(numbers):
        numbers.flat[0] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (array("Selection", "kept_", put(-1)), "kept_: an index out of range"),
        (array("Selection", "kept_", lambda a: np.append(a[1:], 10**6)), "kept_: an index"),
        (array("Selection", "kept_", lambda a: a[::-1].copy()), "kept_: not ascending"),
        (array("Components", "components_", lambda a: a[:, :-1].copy()), "components_: shape"),
        (array("Components", "mean_", lambda a: a[:-1].copy()), "mean_: shape"),
        (array("NaturalSpline", "knots_", put(1e9), 0), "knots_: not ascending"),
        (array("NaturalSpline", "knots_", put(np.nan), 0), "knots_: out of range"),
        (shorter("NaturalSpline", "knots_"), "knots_: length"),
        (array("Words", "idf_", lambda a: a[:-1].copy(), 0), "idf_: shape"),
        (shorter("Words", "words_"), "words_: length"),
        (shorter("Levels", "orders_"), "orders_: length"),
        (array("TargetEncoder", "encodings_", lambda a: a[:-1].copy(), 0), "encodings_: shape"),
        (shorter("TargetEncoder", "encodings_"), "encodings_: length"),
    ],
)
def test_an_altered_preprocessing_is_refused(model_file, tmp_path, edit, named):
    error = refusal(change(model_file, tmp_path / "altered.skops", edit))
    assert error.code == "models.file_structure"
    assert named in error.message


def test_categories_that_are_all_rare_are_pooled_into_one(tmp_path):
    random = np.random.default_rng(2)
    kinds = np.array(["a", "b", "c"], dtype=object)[np.arange(120) % 3]
    frame = pd.DataFrame(
        {
            "kind": pd.Series(kinds, dtype=object),
            "x": random.normal(size=120),
            "y": random.normal(size=120),
        }
    )
    spec = replace(spec_for(Task.REGRESSION, FeatureChoices(rare_share=0.4), "linear"), target="y")
    steps = train_into(tmp_path, table_of(frame), spec).results[0].steps
    step = next(step for step in steps if step.operation == "one_hot")
    assert step.detail == "all 3 categories together (each below 0.4 of the training rows)"
    assert len(step.outputs) == 1


def test_a_direction_holds_beside_choices_for_other_columns(tmp_path):
    columns = (ColumnChoice("size", monotone=1), ColumnChoice("shop", Treatment.TARGET))
    features = FeatureChoices((*columns, ColumnChoice("weight", Treatment.SPLINE)), True, select=8)
    table, spec = table_for(Task.REGRESSION), spec_for(Task.REGRESSION, features, "boosting")
    recorder = train_into(tmp_path, table, spec)
    assert recorder.failures == {}
    model = persist.load(tmp_path / "boosting.skops")
    prepared = prepare(table, spec)
    rows = pd.concat([prepared.inputs.head(1)] * 50, ignore_index=True)
    rows["size"] = np.linspace(-3, 3, 50)
    answers = predict(model, rows).values
    assert (np.diff(answers) >= 0).all()
    assert answers[-1] > answers[0]


def test_curves_and_means_help_a_linear_model_on_real_rentals(bikes, tmp_path):
    """Rentals have two peaks a day: a straight line through the hours says little."""
    columns = (ColumnChoice("hr", Treatment.SPLINE), ColumnChoice("moment", Treatment.CYCLIC))
    chosen = FeatureChoices((*columns, ColumnChoice("weathersit", Treatment.TARGET)))
    found = {}
    for name, features in (("plain", FeatureChoices()), ("chosen", chosen)):
        spec = replace(spec_for(Task.REGRESSION, features, "linear"), target="bikers")
        (tmp_path / name).mkdir()
        result = train_into(tmp_path / name, bikes, spec).results[0]
        found[name] = next(m.value for m in result.metrics if (m.name, m.split) == ("mae", "cv"))
    assert found["chosen"] < 0.9 * found["plain"]
