"""The parameters of a method: from the catalogue, checked as typed, changes marked."""

from __future__ import annotations

import pytest

from mlops_desktop.core.algorithms import ALGORITHMS, DETECTORS
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.training import MethodParameters
from mlops_desktop.gui.pages.train.setup.method_card import MethodCard
from mlops_desktop.gui.pages.train.setup.parameters import ParametersDialog

SETTABLE = [
    (item, task)
    for item in (*ALGORITHMS, *DETECTORS)
    for task in item.tasks
    if item.parameters_for(task)
]


@pytest.fixture
def card(qtbot) -> MethodCard:
    """The card on its own."""
    made = MethodCard()
    made.show()
    qtbot.addWidget(made)
    made.show_task(Task.CLASSIFICATION)
    return made


def edit(card: MethodCard, key: str) -> ParametersDialog:
    card.line(key).parameters.click()
    (dialog,) = card.window().findChildren(ParametersDialog)
    return dialog


@pytest.mark.parametrize(("item", "task"), SETTABLE, ids=lambda one: getattr(one, "key", one))
def test_every_parameter_tells_what_it_does_its_range_and_its_default(
    card: MethodCard, item, task: Task
) -> None:
    card.show_task(task)
    dialog = card.line(item.key).edit()
    assert dialog is not None
    assert tuple(dialog.fields) == tuple(one.key for one in item.parameters_for(task))
    for field in dialog.fields.values():
        assert field.item.plain in field.row._hint.text()
        assert "Default: " in field.row._hint.text()
    assert dialog.values() == {}
    dialog.reject()


def test_what_is_out_of_range_is_refused_as_it_is_typed(card: MethodCard) -> None:
    dialog = edit(card, "forest")
    field = dialog.fields["n_estimators"]
    field.editor.setText("3000")
    assert field.row._problem.text() == "Give it a whole number from 10 to 1000."
    assert not dialog.accept_button.isEnabled()
    field.editor.setText("300")
    assert dialog.accept_button.isEnabled()
    dialog.accept_button.click()
    assert card.parameters(Task.CLASSIFICATION) == (
        MethodParameters("forest", (("n_estimators", "300"),)),
    )
    assert card.line("forest").parameters.text() == "1 parameter changed…"


def test_a_default_that_is_typed_is_no_change(card: MethodCard) -> None:
    dialog = edit(card, "forest")
    dialog.fields["n_estimators"].editor.setText("100")
    assert dialog.values() == {}
    assert dialog.reset.isHidden()
    dialog.reject()


def test_what_differs_is_marked_and_goes_back_by_a_click(card: MethodCard) -> None:
    card.choose(("neighbours",), [MethodParameters("neighbours", (("weights", "distance"),))])
    dialog = edit(card, "neighbours")
    field = dialog.fields["weights"]
    assert field.row.label.text() == "● Weights"
    field.back.click()
    assert field.row.label.text() == "Weights"
    dialog.accept_button.click()
    assert card.parameters(Task.CLASSIFICATION) == ()


def test_methods_to_join_are_ticked_two_at_least(card: MethodCard) -> None:
    card.choose(("voting",))
    dialog = edit(card, "voting")
    ticks = dialog.fields["members"]._list
    assert not {"voting", "stacking"} & {*ticks.keys()}
    ticks.tick(["linear"])
    assert not dialog.accept_button.isEnabled()
    ticks.tick(["linear", "forest"])
    dialog.accept_button.click()
    assert card.parameters(Task.CLASSIFICATION) == (
        MethodParameters("voting", (("members", "linear+forest"),)),
    )


def test_parameters_of_another_task_are_not_asked_for(card: MethodCard) -> None:
    card.choose(("linear",), [MethodParameters("linear", (("C", "3"),))])
    assert card.parameters(Task.CLASSIFICATION)
    card.show_task(Task.REGRESSION)
    assert card.parameters(Task.REGRESSION) == ()
