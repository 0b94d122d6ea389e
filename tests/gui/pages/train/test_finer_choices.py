"""Search, columns and decisions: folded, in words, and taken over when a model is retrained."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication

from mlops_desktop.core.anomaly import AnomalyPlan
from mlops_desktop.core.decision import Balance, Calibration, Decision, Worth
from mlops_desktop.core.features import ColumnChoice, FeatureChoices, Treatment
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.search import Search, SearchMethod
from mlops_desktop.core.training import MethodParameters, SplitMethod, SplitPlan, TrainingSpec
from mlops_desktop.services import models, training
from mlops_desktop.services.session import Session

FULL = TrainingSpec(
    model="churn",
    target="left",
    task=Task.CLASSIFICATION,
    algorithms=("baseline", "linear"),
    exclude=("copy",),
    metric="roc_auc",
    positive="stays",
    split=SplitPlan(SplitMethod.COLUMN, None, 0.2, 3, None, "part", ("test",)),
    seed=4,
    sensitive=("shop",),
    parameters=(MethodParameters("linear", (("C", "0.5"),)),),
    features=FeatureChoices(
        (
            ColumnChoice("grade", Treatment.ORDINAL, ("low", "mid", "high")),
            ColumnChoice("since", Treatment.CYCLIC),
        ),
        indicators=True,
        rare_share=0.05,
    ),
    search=Search(3, 5.0, SearchMethod.RANDOM),
    decision=Decision(calibration=Calibration.SIGMOID, worth=Worth("€", 0.0, -50.0, -5.0)),
)


def test_nothing_is_made_before_it_is_opened(session: Session, predict) -> None:
    page = predict(session)
    assert page.finer.search_fold.summary.text() == "off: each method takes its usual parameters"
    assert page.finer.column_fold.summary.text() == "all automatic"
    assert page.finer.search_fold.inside is None
    spec = page.spec()
    assert (spec.search, spec.features, spec.decision) == (None, FeatureChoices(), Decision())


def test_a_search_by_number_and_minutes(session: Session, predict) -> None:
    page = predict(session)
    page.finer.search_fold.button.click()
    form = page.finer.search
    form.on.click()
    form.candidates.setValue(12)
    form.minutes.setValue(2.5)
    form.way.set_value(SearchMethod.RANDOM)
    form.nested.click()
    assert page.spec().search == Search(12, 2.5, SearchMethod.RANDOM, is_nested=True)
    words = "12 sets per method, at most 2.5 min each, all rows each, the search itself is judged"
    assert page.finer.search_fold.summary.text() == words


def test_an_order_begins_with_the_columns_own_values(session: Session, predict, settle) -> None:
    page = predict(session)
    page.finer.column_fold.button.click()
    form = page.finer.columns
    form.table.select(lambda line: line.column.name == "grade")
    form.treatment.set_value(Treatment.ORDINAL)
    form.treatment.activated.emit(0)
    settle()
    assert form.order.values() == ("high", "low", "mid")
    form.order.view.setCurrentIndex(form.order.model.index(0))
    form.order.down.click()
    form.order.down.click()
    assert page.spec().features.columns == (
        ColumnChoice("grade", Treatment.ORDINAL, ("low", "mid", "high")),
    )
    assert "grade: categories in an order" in page.finer.column_fold.summary.text()
    assert any("categories in an order" in item.words for item in page.what.columns.model.items)


def test_only_what_fits_all_chosen_columns_is_offered(session: Session, predict) -> None:
    page = predict(session)
    page.finer.column_fold.set_open(True)
    form = page.finer.columns
    form.table.select(lambda line: line.column.name == "since")
    assert form.treatment._values == [Treatment.AUTOMATIC, Treatment.CYCLIC]
    assert form.direction_row.isHidden()
    form.table.select(lambda line: line.column.name == "age")
    assert Treatment.SPLINE in form.treatment._values
    assert not form.direction_row.isHidden()


def test_one_way_beside_products_is_refused_before_training(session: Session, predict) -> None:
    page = predict(session)
    page.finer.column_fold.set_open(True)
    page.finer.columns.set_direction(["age"], 1)
    assert page.spec().features.monotone() == {"age": 1}
    page.finer.columns.interactions.click()
    assert page.obstacle().startswith("age goes one way only")


def test_the_threshold_follows_from_worths_as_they_are_typed(session: Session, predict) -> None:
    page = predict(session)
    page.finer.decision_fold.button.click()
    form = page.finer.decisions
    form.rule.set_value("worth")
    for name, text in (("hit", "-10"), ("miss", "-500"), ("false_alarm", "-10")):
        form.worth.fields[name].setText(text)
    assert "from 2 % on" in form.worth.says.text()
    assert page.spec().decision.worth == Worth("€", -10.0, -500.0, -10.0)
    form.worth.fields["miss"].setText("many")
    assert page.obstacle() == "Give each worth a number; costs are below zero."
    form.worth.fields["miss"].setText("0")
    assert "the same class would be the answer" in page.obstacle()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,5", 0.5),
        ("-12,75", -12.75),
        ("0,500", 0.5),
        ("−20", -20.0),
        ("0.5", 0.5),
        ("1,000", 1000.0),
        ("1,234.5", 1234.5),
    ],
)
def test_worths_are_read_with_a_decimal_comma_too(
    session: Session, predict, text: str, number: float
) -> None:
    form = predict(session).finer.decisions.worth
    form.setLocale(QLocale("en_GB"))
    form.fields["rest"].setText(text)
    assert form.worth().rest == number


def test_worths_are_written_and_read_as_where_the_window_is_used(session: Session, predict) -> None:
    form = predict(session).finer.decisions.worth
    form.setLocale(QLocale("de_DE"))
    form.show_worth(Worth("€", 1234.567, -1500.25, -0.5))
    assert form.fields["hit"].text() == "1234,567"
    assert form.worth() == Worth("€", 1234.567, -1500.25, -0.5)
    form.fields["rest"].setText("1.000,5")
    assert form.worth().rest == 1000.5


def test_the_mean_worth_decides_only_where_worths_are_given(session: Session, predict) -> None:
    page = predict(session)
    form = page.finer.decisions
    page.check.measure.set_value("mean_worth")
    assert page.spec().metric == "mean_worth"
    assert page.obstacle().startswith("The mean worth is to decide: say under finer choices")
    form.rule.set_value("worth")
    assert page.obstacle() == ""


def test_balanced_classes_and_corrected_probabilities_exclude_each_other(
    session: Session, predict
) -> None:
    page = predict(session)
    page.finer.decision_fold.set_open(True)
    form = page.finer.decisions
    form.weights.set_value("classes")
    assert page.spec().decision == Decision(balance=Balance.CLASSES)
    form.calibration.set_value(Calibration.SIGMOID)
    assert page.obstacle().startswith("Classes that count the same")
    assert not form.note.isHidden()


def test_numbers_have_weights_but_no_decisions(session: Session, predict) -> None:
    page = predict(session, "age")
    page.finer.decision_fold.set_open(True)
    form = page.finer.decisions
    assert form.rule_row.isHidden()
    assert form.calibration_row.isHidden()
    form.weights.set_value("column")
    form.weight.set_value("visits")
    assert page.spec().decision == Decision(weight="visits")


def test_a_model_is_trained_again_as_it_was(session: Session, predict, settle) -> None:
    trained = training.train(session, "customers", FULL).value
    page = predict(session, "age")
    for fold in (page.finer.search_fold, page.finer.column_fold, page.finer.decision_fold):
        fold.set_open(True)
    page.show_reference(Reference("churn", namespace=Namespace.MODEL))
    settle()
    assert page.spec() == trained.spec
    assert page.obstacle() == ""


def test_an_earlier_version_is_trained_again_as_that_one_was(
    session: Session, predict, settle
) -> None:
    first = TrainingSpec("churn", "left", algorithms=("baseline",), seed=1, exclude=("copy",))
    training.train(session, "customers", first)
    training.train(session, "customers", TrainingSpec("churn", "left", algorithms=("linear",)))
    page = predict(session)
    page.show_reference(Reference("churn", 1, namespace=Namespace.MODEL))
    settle()
    spec = page.spec()
    assert (spec.seed, spec.exclude, spec.algorithms) == (1, ("copy",), ("baseline",))


def test_the_same_can_be_copied_as_a_command(session: Session, predict) -> None:
    page = predict(session)
    page.what.leave_out.click()
    page.finer.copy.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("mlops-desktop train --data customers@1 --target left ")
    assert "--exclude copy" in text
    page.finer.column_fold.set_open(True)
    page.finer.columns.indicators.click()
    page.finer.copy.click()
    assert '"indicators": true' in QGuiApplication.clipboard().text()


@pytest.mark.parametrize("is_known", [False, True])
def test_unusual_rows_are_found_without_a_column_to_predict(
    session: Session, predict, settle, is_known: bool
) -> None:
    page = predict(session, "")
    page.what.target.setCurrentIndex(1)
    settle()
    assert page.what.target.currentText() == "Nothing: find unusual rows"
    assert page.finer.search_fold.isHidden()
    page.methods.choose(("single_value", "isolation"))
    page.check.folds.setValue(2)
    page.check.unusual.share.setValue(5)
    if is_known:
        page.check.unusual.labels.set_value("copy")
        settle()
        page.check.measure.set_value("label_auc")
    assert page.obstacle() == ""
    page.header.primary.click()
    settle()
    found = models.version(session, "model:customers_unusual@2")
    assert found.spec.task is Task.ANOMALY
    assert found.spec.anomaly == AnomalyPlan(0.05, "copy" if is_known else None)
    assert page.result.board._title.text() == "Which method finds unusual rows best?"
    page.show_reference(Reference("customers_unusual", namespace=Namespace.MODEL))
    settle()
    assert page.spec() == found.spec
