"""The rules before production: each gate prevents, warns or is off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from mlops_desktop.core.reference import Reference
from mlops_desktop.core.stage import Enforcement, GateStatus, Stage
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.services import promotion
from mlops_desktop.services.session import Session

Open = Callable[[Session], ModelsPage]
Settle = Callable[[], None]
PATIENCE = 60_000


@pytest.mark.parametrize("gate", ["data_gate", "reproduced_gate", "card_gate"])
def test_each_proof_can_prevent_warn_or_be_off(
    session: Session, open_page: Open, settle: Settle, gate: str, qtbot: QtBot
) -> None:
    page = open_page(session)
    page.show_reference(Reference("rentals", 2))
    settle()
    for wanted in (Enforcement.PREVENT, Enforcement.OFF, Enforcement.WARN):
        assert page.chosen is not None
        dialog = page.actions_.change_policy(page.chosen)
        getattr(dialog, gate).set_value(wanted)
        dialog.reason.setPlainText("the review asked for it")
        with qtbot.waitSignal(page.desk.gateway.changed, timeout=PATIENCE):
            dialog.accept_button.click()
        settle()
        assert getattr(promotion.policy(session, "rentals"), gate) is wanted


def test_an_incomplete_card_that_prevents_is_listed_and_then_blocks(
    session: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    promotion.promote(session, "rentals@2", Stage.STAGING, "trial")
    page = open_page(session)
    page.show_reference(Reference("rentals", 2))
    settle()
    assert page.chosen is not None
    titles = [title for _, title, _ in page.ready.lines()]
    assert "Model card complete" not in titles
    dialog = page.actions_.change_policy(page.chosen)
    dialog.card_gate.set_value(Enforcement.PREVENT)
    dialog.reason.setPlainText("the review asked for it")
    with qtbot.waitSignal(page.desk.gateway.changed, timeout=PATIENCE):
        dialog.accept_button.click()
    settle()
    assert "Model card complete" in [title for _, title, _ in page.ready.lines()]
    page.ready.check.click()
    settle()
    found = promotion.check(session, "rentals@2", Stage.PRODUCTION)
    gate = next(item for item in found.gates if item.gate == "card")
    assert gate.status is GateStatus.FAIL
    assert page.ready.note.text() == "Not ready: one check prevents it."
