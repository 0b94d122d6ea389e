"""What a person sees of a version that finds unusual rows, on the models page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from modeling.anomaly.planted import planted, spec_of

from mlops_desktop.gui.pages.models import ModelsPage
from mlops_desktop.gui.widgets.states import State
from mlops_desktop.services import datasets, training
from mlops_desktop.services.session import Session

Open = Callable[[Session], ModelsPage]
Settle = Callable[[], None]


@pytest.fixture(scope="module")
def stored_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with odd@1 and odd@2, which look for unusual parts among 600."""
    folder = tmp_path_factory.mktemp("odd")
    planted(600, 12).to_csv(folder / "parts.csv", index=False)
    with Session.create(folder / "project", "Parts") as made:
        datasets.import_file(made, folder / "parts.csv", "parts")
        asked = spec_of("single_value", "robust_distance", share=0.02, labels="odd")
        training.train(made, "parts", asked)
    return folder / "project"


@pytest.fixture
def page(session: Session, open_page: Open, settle: Settle) -> ModelsPage:
    """Show odd@2, made by the worker."""
    made = open_page(session)
    made.show_reference("model:odd@2")
    settle()
    return made


def glance(page: ModelsPage, settle: Settle) -> None:
    page.area.tabs.setCurrentIndex(2)
    settle()


def test_scores_of_the_held_out_rows_are_drawn_with_how_many_are_called_unusual(
    page: ModelsPage, settle: Settle
) -> None:
    glance(page, settle)
    assert page.errs.glance.states.state is State.CONTENT
    (card,) = [card for card in page.charts.cards if not card.isHidden()]
    assert card._title.text() == "Scores of held-out rows"
    assert "% called unusual" in card._aside.text()
    assert "rankings agree" in card._aside.text()
    # A fifth of 600 rows is held out.
    assert "120" in page.charts.panels[0].accessibleName()


def test_two_finders_are_compared_by_rank_and_by_known_answers(page: ModelsPage) -> None:
    lines = {line.title: line for line in page.compare.table.model.records}
    assert "Rank the rows alike (Spearman's ρ)" in lines
    assert "Rows whose answer changes" in lines
    assert "which neither was trained on" in page.compare.note.text()


def test_how_it_was_made_names_its_share_and_known_answers(
    page: ModelsPage, settle: Settle
) -> None:
    page.area.tabs.setCurrentIndex(3)
    settle()
    words = " ".join(value for _, value in page.made.facts.facts())
    assert "Distance from the middle" in words


def test_tabs_that_need_a_right_answer_say_why_they_are_empty(
    page: ModelsPage, settle: Settle
) -> None:
    glance(page, settle)
    told = []
    for place, view in ((1, "curves"), (2, "slices"), (3, "dependence")):
        page.errs.area.tabs.setCurrentIndex(place)
        settle()
        made = getattr(page.errs, view)
        assert made.states.state is State.EMPTY
        # No training can bring what does not exist without a right answer.
        assert made.empty.button is not None
        assert made.empty.button.isHidden()
        told.append(made.empty.sentence.text())
    assert told == [
        "Without known answers to learn from there are no curves.",
        "Without a right answer no part of the rows is weaker than another.",
        "No chart by column shows how unusual a row is.",
    ]


def test_a_version_from_before_scores_were_kept_says_so_and_how_to_get_them(
    page: ModelsPage, settle: Settle
) -> None:
    glance(page, settle)
    details = page._pair.details
    old = replace(details.facts.evaluation, unusual=None)
    page.errs.glance.show_version(replace(details, facts=replace(details.facts, evaluation=old)))
    view = page.errs.glance
    assert view.states.state is State.EMPTY
    words = "v2 was trained before the scores of its held-out rows were kept."
    assert view.empty.sentence.text() == words
    assert view.empty.button is not None
    assert not view.empty.button.isHidden()
    page.errs.glance.show_version(details)
    assert view.states.state is State.CONTENT
