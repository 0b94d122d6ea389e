"""What is stated about two datasets, beside one another in a comparison."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.compare.view import CARDS
from mlops_desktop.services import cards, data_diff, datasets
from mlops_desktop.services.session import Session

Open = Callable[[Session], DataPage]


@pytest.fixture
def two(own: Session, july: Path, samples: Path) -> Session:
    """june@1 with a card, july@1 with another one, july@2."""
    june = samples / "bikes_2011_june.csv"
    datasets.import_file(own, june, "june")
    datasets.import_file(own, july, "july")
    datasets.append_file(own, june, "july")
    same = {"licence": "CC BY 4.0"}
    cards.edit(own, "june", {**same, "owner": "Ana", "personal_data": "none"}, "first")
    cards.edit(own, "july", {**same, "owner": "Ben"}, "first")
    return own


def against(page: DataPage, settle: Callable[[], None], dataset: str, other: str) -> None:
    assert page.browser.choose(dataset)
    settle()
    version = page.browser.chosen()
    assert version is not None
    page.actions_.compare_wanted.emit(version)
    view = page.comparison
    chosen = next(v for v in view.against._values if getattr(v, "label", "") == other)
    view.against.set_value(chosen)
    view.against.activated.emit(0)
    settle()


def test_what_differs_in_two_cards_comes_first(two: Session) -> None:
    fields = data_diff.cards_of_both(two, "june", "july")
    assert [(item.name, item.before, item.after) for item in fields[:2]] == [
        ("owner", "Ana", "Ben"),
        ("personal data", "nothing about people", ""),
    ]
    assert {item.is_changed for item in fields[2:]} == {False}


def test_cards_are_compared_only_between_datasets(
    two: Session, open_page: Open, settle: Callable[[], None]
) -> None:
    page = open_page(two)
    against(page, settle, "july", "june@1")
    view = page.comparison
    assert view.card.tabs.isTabVisible(CARDS)
    view.card.tabs.setCurrentIndex(CARDS)
    assert view.cards.sentence.text() == "june and july differ in: owner, personal data."
    assert view.cards.table.texts(view.cards.table.model.shown)[:2] == (
        ("Owner", "Ana", "Ben"),
        ("Personal data", "nothing about people", "not stated"),
    )
    against(page, settle, "july", "july@1")
    assert not view.card.tabs.isTabVisible(CARDS)
    assert view.card.tabs.currentIndex() != CARDS
