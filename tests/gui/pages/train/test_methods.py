"""Which methods are offered: those that fit the task, the rest greyed out with the reason."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from mlops_desktop.core.algorithms import ALGORITHMS, FORECASTERS
from mlops_desktop.core.metrics import Task
from mlops_desktop.gui.pages.train.setup.method_card import MethodCard


@pytest.fixture
def card(qtbot: QtBot) -> MethodCard:
    """The card on its own."""
    made = MethodCard()
    made.show()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("task", [Task.CLASSIFICATION, Task.REGRESSION, Task.COUNT, Task.FORECAST])
def test_every_method_can_be_ticked_exactly_where_it_fits(card: MethodCard, task: Task) -> None:
    card.show_task(task)
    for item in (*ALGORITHMS, *FORECASTERS):
        assert card.line(item.key).box.isEnabled() is (task in item.tasks), item.key


def test_what_does_not_fit_says_what_it_predicts(card: MethodCard) -> None:
    card.show_task(Task.CLASSIFICATION)
    line = card.line("poisson")
    assert not line.box.isEnabled()
    assert line.plain.text() == "Not here: it predicts counts and amounts."
    assert "poisson" not in card.chosen(Task.CLASSIFICATION)


def test_what_fits_says_what_it_costs_on_these_rows(card: MethodCard) -> None:
    card.show_task(Task.REGRESSION)
    card.show_costs(1_000_000, 6)
    assert card.line("linear").cost.text() == "some seconds"
    assert card.line("stacking").cost.text() == "about an hour"
    card.show_costs(1_000, 6)
    assert card.line("linear").cost.text() == "a moment"


def test_a_table_too_large_for_a_method_greys_it_out_with_its_limit(card: MethodCard) -> None:
    item = next(item for item in ALGORITHMS if item.key == "kernel_svm")
    assert item.most_rows is not None
    card.show_task(Task.REGRESSION, item.most_rows)
    assert card.line("kernel_svm").box.isEnabled()
    card.show_task(Task.REGRESSION, item.most_rows + 1)
    assert not card.line("kernel_svm").box.isEnabled()
    assert f"{item.most_rows:,} rows" in card.line("kernel_svm").plain.text()


def test_a_tick_survives_a_task_it_does_not_fit(card: MethodCard) -> None:
    card.show_task(Task.COUNT)
    card.line("poisson").box.setChecked(True)
    card.show_task(Task.CLASSIFICATION)
    assert not card.line("poisson").box.isChecked()
    card.show_task(Task.COUNT)
    assert "poisson" in card.chosen(Task.COUNT)


def test_a_forecast_offers_the_methods_for_days_first(card: MethodCard) -> None:
    card.show_task(Task.FORECAST)
    assert card.chosen(Task.FORECAST) == tuple(item.key for item in FORECASTERS)
    assert not card.line("ridge_on_lags").isHidden()
    assert not card.others.isAncestorOf(card.line("ridge_on_lags"))
    assert card.others.isAncestorOf(card.line("linear"))


def test_choosing_a_folded_method_unfolds_it(card: MethodCard) -> None:
    assert card.others.isHidden()
    card.choose(("lasso",))
    assert not card.others.isHidden()
    assert card.chosen(Task.REGRESSION) == ("lasso",)
