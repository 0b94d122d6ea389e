"""The model card on the models page: what is missing, stated fields, earlier states, files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from mlops_desktop.core.model_card import RiskTier
from mlops_desktop.core.reference import Reference
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.services import model_cards
from mlops_desktop.services.session import Session

Open = Callable[[Session], ModelsPage]
Settle = Callable[[], None]
_TAB = 5
PATIENCE = 60_000


def card_of(page: ModelsPage, settle: Settle, name: str, number: int) -> None:
    page.show_reference(Reference(name, number))
    settle()
    page.area.tabs.setCurrentIndex(_TAB)
    settle()


def test_a_card_nobody_wrote_names_every_missing_field_beside_the_facts(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    card_of(page, settle, "rentals", 2)
    mark, title, detail = page.card.view.lines()[0]
    assert (mark, title) == (Mark.WATCH, "Not stated yet")
    assert detail == ("Owner, risk tier, intended use, out-of-scope use, limits and ethical notes.")
    assert dict(page.card.view.facts.facts())["Predicts"] == "bikers (count)"
    assert page.card.view.stated.facts() == ()


def test_only_changed_fields_are_saved_with_who_and_why(
    session: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    model_cards.edit(session, "model:demand@1", {"limits": "June only"})
    page = open_page(session)
    card_of(page, settle, "demand", 1)
    dialog = page.card.edit()
    assert dialog is not None
    assert not dialog.accept_button.isEnabled()
    dialog.owner.setText("Ana Lima")
    dialog.risk_tier.set_value(RiskTier.LOW)
    dialog.reason.setText("Review of June")
    assert dialog.changes() == {"owner": "Ana Lima", "risk_tier": "low"}
    with qtbot.waitSignal(page.desk.gateway.changed, timeout=PATIENCE):
        dialog.accept_button.click()
    settle()
    found = model_cards.show(session, "model:demand@1")
    assert (found.card.owner, found.card.limits) == ("Ana Lima", "June only")
    assert found.states[0].why == "Review of June"
    assert [state.number for state in page.card.view.states.model.records] == [2, 1]
    assert dict(page.card.view.stated.facts())["Owner"] == "Ana Lima"


def test_what_cannot_be_stated_is_refused_in_the_dialog_and_stays_typed(
    session: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(session)
    card_of(page, settle, "demand", 1)
    dialog = page.card.edit()
    assert dialog is not None
    dialog.limits.setPlainText("x" * 20_001)
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: bool(dialog.bar.texts()), timeout=PATIENCE)
    assert "20001" in " ".join(dialog.bar.texts())
    assert len(dialog.limits.toPlainText()) == 20_001
    assert model_cards.show(session, "model:demand@1").state is None
    dialog.reject()


def test_another_versions_statements_are_taken_over_with_one_click(
    session: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    model_cards.edit(session, "model:demand@1", {"owner": "Ana Lima"})
    page = open_page(session)
    card_of(page, settle, "demand", 2)
    assert page.card.view.take_over.text() == "Take over what demand@1 states…"
    with qtbot.waitSignal(page.desk.gateway.changed, timeout=PATIENCE):
        page.card.view.take_over.click()
    settle()
    assert model_cards.show(session, "model:demand@2").card.owner == "Ana Lima"
    assert page.card.view.take_over.isHidden()


def test_the_card_is_written_in_the_format_of_its_ending(
    session: Session, open_page: Open, settle: Settle, tmp_path: Path
) -> None:
    page = open_page(session)
    card_of(page, settle, "rentals", 2)
    assert page.version is not None
    begins = {"card.html": b"<!doctype html", "card.pdf": b"%PDF", "card.md": b"# Model card"}
    for name, start in begins.items():
        page.card.write(page.version, tmp_path / name)
        settle()
        assert (tmp_path / name).read_bytes()[: len(start)].lower() == start.lower()
