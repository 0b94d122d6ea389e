"""What is asked before a training, and what is told while it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.search import Search
from mlops_desktop.core.training import RunStatus, SplitMethod, SplitPlan, Training, TrainingSpec
from mlops_desktop.services import datasets, training
from mlops_desktop.services.session import Session


@pytest.fixture
def session(tmp_path: Path):
    """A project with 90 rows: whole numbers, dates and gaps."""
    lines = ["part,day,x,y"]
    for row in range(90):
        part = "" if row % 30 == 0 else row % 3
        lines.append(f"{part},2024-05-{1 + row % 9:02},{row * 7 % 31},{row * 7 % 31 + row % 4}")
    (tmp_path / "rows.csv").write_text("\n".join(lines), encoding="utf-8")
    with Session.create(tmp_path / "project", "Rows") as made:
        datasets.import_file(made, tmp_path / "rows.csv", "rows")
        yield made


def test_values_are_named_as_they_are_when_rows_are_divided_by_them(session: Session) -> None:
    found = training.values_of(session, "rows", "part")
    assert found.values == (("0", 27), ("1", 30), ("2", 30))
    assert (found.distinct, found.missing) == (3, 3)
    plan = SplitPlan(SplitMethod.COLUMN, folds=2, column="part", held_out=(found.values[0][0],))
    spec = TrainingSpec("m", "y", algorithms=("baseline",), split=plan)
    assert training.train(session, "rows", spec).value.versions


def test_dates_are_values_in_the_order_of_time(session: Session) -> None:
    values = [value for value, _ in training.values_of(session, "rows", "day").values]
    assert values == sorted(values)
    assert values[0].startswith("2024-05-01")


def test_values_of_a_column_that_is_not_there_are_refused_by_name(session: Session) -> None:
    with pytest.raises(UserError, match="“shop”"):
        training.values_of(session, "rows", "shop")


def test_a_training_can_be_followed_from_its_registration_on(session: Session) -> None:
    seen: list[tuple[Training, set[RunStatus]]] = []

    def look(planned: Training) -> None:
        past = training.past_training(session, planned.id)
        seen.append((planned, {item.run.status for item in past.results}))

    spec = TrainingSpec(
        "m", "y", algorithms=("baseline", "linear"), search=Search(3), split=SplitPlan(folds=2)
    )
    summary = training.train(session, "rows", spec, on_planned=look).value
    ((planned, statuses),) = seen
    assert planned == summary.training
    assert statuses == {RunStatus.RUNNING}
    past = training.past_training(session, planned.id)
    tried = training.tried(session, past)
    assert {item.algorithm for item in tried} == {"linear"}
    assert sorted(item.trial.number for item in tried) == [1, 2, 3]
    assert [item.metric for item in tried] == ["mae"] * 3
