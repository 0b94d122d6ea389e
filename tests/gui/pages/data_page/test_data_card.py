"""The dataset's card on the data page: what is missing, the fields, the datasheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mlops_desktop.core.card import PersonalData
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.card.dialog import CardDialog
from mlops_desktop.services import cards, datasets, stated
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]
Settle = Callable[[], None]


@pytest.fixture
def customers(own: Session, tmp_path: Path) -> Session:
    """A dataset with a column of e-mail addresses, and no card."""
    file = tmp_path / "customers.csv"
    rows = "".join(f"{n},p{n}@example.org\n" for n in range(30))
    file.write_text(f"id,email\n{rows}", "utf-8")
    datasets.import_file(own, file, "customers")
    return own


def dialogs(page: DataPage) -> list[CardDialog]:
    return [child for child in page.window().findChildren(CardDialog) if child.isVisible()]


def dialog(page: DataPage) -> CardDialog:
    (found,) = dialogs(page)
    return found


def save(page: DataPage, qtbot: QtBot, settle: Settle) -> None:
    """Press "Save" and wait until the page shows what was saved."""
    with qtbot.waitSignal(page.desk.gateway.changed):
        dialog(page).accept_button.click()
    settle()
    assert dialogs(page) == []


def test_without_a_card_the_page_says_what_is_missing_and_what_looks_personal(
    customers: Session, open_page: Open
) -> None:
    about = open_page(customers).version.about
    titles = [title for _, title, _ in about.lines()]
    assert titles == ["Not stated yet", "Perhaps about people who can be identified"]
    assert about.lines()[1][2] == "A column of customers@1 looks personal (email)."
    assert about.lines()[0][2].startswith("Owner, description, source, licence, how long")
    assert about.facts() == ()
    assert about.suggestion.isVisible()


def test_what_looks_personal_is_stated_with_one_click_more(
    customers: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    page = open_page(customers)
    page.version.about.suggestion.click()
    asked = dialog(page)
    assert asked.changes() == {"personal_data": "personal"}
    save(page, qtbot, settle)
    assert cards.show(customers, "customers").card.personal_data is PersonalData.PERSONAL
    assert not page.version.about.suggestion.isVisible()
    assert ("Personal data", "about people who can be identified") in page.version.about.facts()


def test_the_dialog_saves_only_what_was_changed_with_the_reason(
    customers: Session, open_page: Open, settle: Settle, qtbot: QtBot
) -> None:
    cards.edit(customers, "customers", {"owner": "Ana", "limits": "None"})
    page = open_page(customers)
    page.version.about.edit.click()
    asked = dialog(page)
    assert asked.owner.text() == "Ana"
    assert not asked.accept_button.isEnabled()
    asked.licence.setText("Contract 7")
    asked.is_limited.setChecked(True)
    asked.day.setDate(QDate(2027, 12, 31))
    assert asked.changes() == {"licence": "Contract 7", "retention": "2027-12-31"}
    # Somebody else writes meanwhile; their field must survive.
    cards.edit(customers, "customers", {"owner": "Ben"})
    asked.reason.setText("renewed")
    save(page, qtbot, settle)
    card = cards.show(customers, "customers").card
    assert (card.owner, card.licence, card.retention) == ("Ben", "Contract 7", "2027-12-31")
    assert customers.project.log.entries(action=cards.ACTION)[0].why == "renewed"
    assert ("Owner", "Ben") in page.version.about.facts()


def test_a_field_that_somebody_else_changed_meanwhile_is_not_written_over(
    customers: Session, open_page: Open, qtbot: QtBot
) -> None:
    cards.edit(customers, "customers", {"owner": "Ana"})
    page = open_page(customers)
    page.version.about.edit.click()
    asked = dialog(page)
    cards.edit(customers, "customers", {"owner": "Ben"})
    asked.owner.setText("Carla")
    asked.accept_button.click()
    qtbot.waitUntil(lambda: bool(asked.bar.texts()))
    assert "changed the card of customers meanwhile: owner" in asked.bar.texts()[0]
    assert asked.owner.text() == "Carla", "what was typed stays"
    assert cards.show(customers, "customers").card.owner == "Ben"
    asked.reject()


def test_what_cannot_be_saved_leaves_the_dialog_open_with_what_was_typed(
    customers: Session, open_page: Open, qtbot: QtBot
) -> None:
    page = open_page(customers)
    page.version.about.edit.click()
    asked = dialog(page)
    asked.limits.setPlainText("x" * (stated.LONGEST + 1))
    asked.accept_button.click()
    qtbot.waitUntil(lambda: bool(asked.bar.texts()))
    assert asked.isVisible()
    assert "“limits” has 20001 characters" in asked.bar.texts()[0]
    assert asked.accept_button.isEnabled()
    asked.reject()


def test_past_the_last_day_the_card_comes_first_and_says_so(
    customers: Session, open_page: Open
) -> None:
    cards.edit(customers, "customers", {"retention": "2020-12-31"})
    page = open_page(customers)
    assert page.version.about.lines()[0][1] == "Was to be kept until 2020-12-31"
    assert "Nothing is deleted by itself" in page.version.about.lines()[0][2]
    assert page.version.about.y() < page.version.findings.y()


def test_the_datasheet_is_written_where_one_says(
    customers: Session, open_page: Open, settle: Settle, tmp_path: Path
) -> None:
    page = open_page(customers)
    page.version.about.datasheet.click()
    (asked,) = page.window().findChildren(QFileDialog)
    assert asked.windowTitle() == "Save the datasheet of customers@1"
    asked.fileSelected.emit(str(tmp_path / "sheet.md"))
    asked.close()
    settle()
    assert (tmp_path / "sheet.md").read_text("utf-8").startswith("# Datasheet: customers@1")
