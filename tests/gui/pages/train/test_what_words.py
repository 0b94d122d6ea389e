"""What the page says of the target fits what was chosen, and of whose versions go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.services import datasets, training
from mlops_desktop.services.session import Session

VISITS = TrainingSpec(
    model="amt",
    target="visits",
    task=Task.COUNT,
    algorithms=("baseline",),
    split=SplitPlan(folds=2),
)


@pytest.fixture
def counted(session: Session) -> Session:
    """With a model amt that predicts the visits of customers as a count."""
    training.train(session, "customers", VISITS)
    return session


def test_a_model_that_predicts_a_count_is_not_said_to_predict_a_number(counted, predict):
    page = predict(counted, "visits")
    assert page.what.name.text() == "amt"
    assert "Predicts a count or amount" in page.check.decides.text()
    assert page.what.reasons.text() == "visits is predicted as a count or amount, as chosen."


def test_another_task_chosen_by_hand_is_said_and_taken_back(session, predict):
    page = predict(session, "visits")
    assert "a number is predicted" in page.what.reasons.text()
    page.check.task.set_value(Task.COUNT)
    page.check.task.activated.emit(0)
    assert page.what.reasons.text().startswith("visits is predicted as a count or amount")
    page.check.task.set_value(Task.REGRESSION)
    page.check.task.activated.emit(0)
    assert "a number is predicted" in page.what.reasons.text()


def test_classes_keep_their_shares_only_where_classes_are_predicted(session, predict, settle):
    page = predict(session, "visits")
    assert page.check.split.about.text() == "Each row has the same chance."
    page.what.target.set_value("left")
    settle()
    assert page.check.split.about.text().endswith("classes keep their shares.")


def test_a_models_name_is_filled_in_for_the_same_dataset_and_target_only(
    counted: Session, predict, settle, tmp_path: Path
):
    file = tmp_path / "shops.csv"
    file.write_text("visits,rooms\n" + "".join(f"{n},{n % 7}\n" for n in range(60)), "utf-8")
    datasets.import_file(counted, file, "shops")
    page = predict(counted, "visits", "shops")
    assert page.what.name.text() == "shops_visits"
    assert page.what.obstacle() == ""
