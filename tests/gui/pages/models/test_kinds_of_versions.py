"""Versions of every kind on the models page: forecasts, counts, methods that join others."""

from __future__ import annotations

from collections.abc import Callable

from mlops_desktop.core.reference import Reference
from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.services.session import Session

Open = Callable[[Session], ModelsPage]
Settle = Callable[[], None]


def go(page: ModelsPage, settle: Settle, name: str, number: int) -> None:
    page.show_reference(Reference(name, number))
    settle()


def test_a_forecast_shows_its_backtest_instead_of_predicted_and_actual(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    go(page, settle, "daily_users", 2)
    page.area.tabs.setCurrentIndex(2)
    settle()
    titles = [card._title.text() for card in page.charts.cards if not card.isHidden()]
    assert titles[:2] == ["Backtest: forecast and actual", "Error of each day"]
    assert "Predicted and actual" not in titles
    sentence = page.charts.panels[0].accessibleName()
    # 4 starts of 7 days each.
    assert "Forecast and actual on 28 days" in sentence


def test_two_forecasts_are_compared_on_the_days_that_both_forecast(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    go(page, settle, "daily_users", 2)
    words = "Measured on the same 28 days, which both forecast unseen."
    assert page.compare.note.text() == words
    lines = {line.title: line for line in page.compare.table.model.records}
    error = lines["Mean absolute scaled error"]
    assert float(error.second) < float(error.first)
    assert error.difference.startswith("−")
    assert "Days forecast otherwise" in lines


def test_how_a_forecast_was_checked_is_said_in_days(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    go(page, settle, "daily_users", 1)
    page.area.tabs.setCurrentIndex(3)
    settle()
    facts = dict(page.made.facts.facts())
    assert facts["Checked on"] == "a backtest by day: 4 starts, 7 days ahead each"
    assert facts["Method"] == "Same day, one season before"


def test_counts_are_compared_and_drawn_as_numbers_are(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    go(page, settle, "rentals", 2)
    lines = {line.title: line for line in page.compare.table.model.records}
    assert lines["Mean absolute error (bikers)"].difference.startswith("−")
    assert "Mean Poisson deviance" in lines
    page.area.tabs.setCurrentIndex(2)
    settle()
    assert page.charts.cards[0]._title.text() == "Predicted and actual"


def test_a_vote_is_shown_with_the_methods_it_joins(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    go(page, settle, "demand", 3)
    page.area.tabs.setCurrentIndex(3)
    settle()
    assert dict(page.made.facts.facts())["Method"] == "Mean of the best"
    values = " ".join(value for _, value in page.made.parameters.model.records)
    assert "linear" in values
    assert "tree" in values


def test_parameters_have_the_names_and_answers_of_the_train_page(
    session: Session, open_page: Open, settle: Settle
) -> None:
    page = open_page(session)
    go(page, settle, "demand", 2)
    page.area.tabs.setCurrentIndex(3)
    settle()
    table = page.made.parameters.model
    shown = {fact[0]: table.columns[1].text(fact) for fact in table.records}
    raw = dict(page._pair.details.facts.parameters)
    assert raw, "a version with parameters"
    assert not set(shown) & set(raw)
    assert not {"True", "False"} & set(shown.values())
