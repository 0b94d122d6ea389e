"""Before a training: every doubt in words, left out and taken back by a click."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from mlops_desktop.core.features import Treatment
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session


def test_every_doubt_is_listed_the_worst_first(session: Session, predict) -> None:
    doubts = predict(session).what.doubts
    first, *others = doubts.texts()
    assert first == "copy and left are one-to-one"
    assert any(text.startswith("always has no more than one value") for text in others)
    assert any(" in the training rows as well" in text for text in others)
    assert doubts.columns() == ("copy",)


def test_one_click_leaves_out_all_that_is_doubted_and_one_takes_it_back(
    session: Session, predict
) -> None:
    page = predict(session)
    page.what.leave_out.click()
    assert page.spec().exclude == ("copy",)
    assert page.what.leave_out.isHidden()
    page.what.doubts.undo.click()
    assert page.spec().exclude == ()
    assert not page.what.leave_out.isHidden()


def test_undo_gives_back_only_what_that_click_took(session: Session, predict) -> None:
    page = predict(session)
    page.what.columns.leave_out(["grade"])
    page.what.leave_out.click()
    page.what.doubts.undo.click()
    assert page.spec().exclude == ("grade",)


def test_each_doubt_can_be_settled_alone(session: Session, predict) -> None:
    page = predict(session)
    title = page.what.doubts.texts()[0]
    page.what.doubts.buttons[title].click()
    assert page.spec().exclude == ("copy",)
    button = page.what.doubts.buttons[title]
    assert button.text() == "Take it back"
    button.click()
    assert page.spec().exclude == ()


def test_doubts_follow_how_the_rows_are_divided(
    session: Session, predict, settle, tmp_path: Path
) -> None:
    lines = (
        f"2024-03-{1 + row % 28:02},2024-04-{1 + row % 28:02},{row % 7},{row % 11}\n"
        for row in range(60)
    )
    text = "".join(("day,known_on,x,y\n", *lines))
    (tmp_path / "late.csv").write_text(text, encoding="utf-8")
    datasets.import_file(session, tmp_path / "late.csv", "late")
    page = predict(session, "y", "late")
    assert not any("later than" in text for text in page.what.doubts.texts())
    page.check.ordered.setChecked(True)
    page.check.split.order_by.set_value("day")
    settle()
    assert any(
        text.startswith("known_on is later than day in") for text in page.what.doubts.texts()
    )


def test_groups_stay_together_by_the_column_that_is_chosen(session: Session, predict) -> None:
    page = predict(session)
    page.check.split.grouped.setChecked(True)
    assert page.obstacle() == "Choose the column by which rows belong together."
    page.check.split.group_by.set_value("shop")
    page.check.folds.setValue(3)
    assert page.obstacle() == ""
    assert page.spec().split == SplitPlan(SplitMethod.GROUPED, None, 0.2, 3, "shop")


def test_held_out_values_are_picked_from_those_the_column_has(
    session: Session, predict, settle
) -> None:
    page = predict(session)
    split = page.check.split
    split.by_column.setChecked(True)
    split.column.set_value("part")
    settle()
    assert split.held_out.list.keys() == ("test", "train")
    assert page.obstacle() == "Tick the values of part to hold out."
    split.held_out.list.tick(["test"])
    assert split.held_out.note.text() == "59 rows held out."
    assert page.obstacle() == ""
    assert page.spec().split == SplitPlan(SplitMethod.COLUMN, None, 0.2, 5, None, "part", ("test",))
    split.column.set_value("shop")
    settle()
    assert page.spec().split.held_out == ()


@pytest.mark.parametrize("width", [420, 700, 1072])
def test_no_line_of_the_columns_is_cut(session: Session, predict, width: int) -> None:
    page = predict(session)
    page.resize(width, 700)
    QApplication.processEvents()
    view = page.what.columns.view
    lines = view.gridSize().height()
    assert view.viewport().height() % lines == 0
    assert view.verticalScrollBar().maximum() % lines == 0


def test_the_wheel_over_the_columns_scrolls_the_page(session: Session, predict) -> None:
    page = predict(session)
    page.resize(420, 400)
    QApplication.processEvents()
    view = page.what.columns.view
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(view.mapToGlobal(QPoint(5, 5))),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    assert not event.isAccepted()


def test_doubts_before_unusual_rows_are_looked_for_are_settled_and_taken_back(
    session: Session, predict, settle, tmp_path: Path
) -> None:
    lines = ["ticket,amount,seldom"]
    lines += [f"{row},{row * 37 % 101},{row if row % 4 == 0 else ''}" for row in range(5, 85)]
    (tmp_path / "payments.csv").write_text("\n".join(lines), encoding="utf-8")
    datasets.import_file(session, tmp_path / "payments.csv", "payments")
    page = predict(session, "", "payments")
    page.what.target.setCurrentIndex(1)
    assert page.what.is_unusual
    settle()
    doubts = page.what.doubts
    assert "seldom is missing in 75 % of the rows" in doubts.texts()
    assert any(text.startswith("ticket numbers or names the rows") for text in doubts.texts())
    assert doubts.columns() == ("seldom",)
    page.what.leave_out.click()
    assert page.spec().exclude == ("seldom",)
    doubts.undo.click()
    assert page.spec().exclude == ()
    page.check.unusual.labels.set_value("seldom")
    settle()
    assert "seldom is missing in 75 % of the rows" not in page.what.doubts.texts()


def test_columns_that_leave_themselves_out_are_not_counted_as_learned_from(
    session: Session, predict
) -> None:
    page = predict(session)
    hint = page.what._columns_row._hint
    assert hint.text() == "7 of 8 columns; left out by themselves: always"
    page.what.leave_out.click()
    assert hint.text() == "6 of 8 columns; left out: copy; left out by themselves: always"


def test_what_is_left_out_by_itself_is_told_and_taken_by_a_click(
    session: Session, predict, tmp_path: Path
) -> None:
    lines = (
        f"town {row % 80},{2020 + row % 9}-0{1 + row % 9}-11,{row % 7},{row % 11}\n"
        for row in range(400)
    )
    text = "".join(("town,due,x,y\n", *lines, "town 1,2099-01-01,1,2\n"))
    (tmp_path / "towns.csv").write_text(text, encoding="utf-8")
    datasets.import_file(session, tmp_path / "towns.csv", "towns")
    page = predict(session, "y", "towns")
    doubts = page.what.doubts
    late = "due is later than the day the data came in in "
    (future,) = [title for title in doubts.texts() if title.startswith(late)]
    doubts.buttons[future].click()
    assert page.spec().exclude == ("due",)
    title = "town has 80 different values: it is left out by itself"
    assert title in doubts.texts()
    assert doubts.buttons[title].text() == "Take it as: mean of the target"
    doubts.buttons[title].click()
    assert page.spec().features.of("town").treatment is Treatment.TARGET
    assert page.spec().exclude == ("due",)
    assert doubts.buttons[title].text() == "Take it back"
    doubts.buttons[title].click()
    assert page.spec().features.of("town").treatment is Treatment.AUTOMATIC
