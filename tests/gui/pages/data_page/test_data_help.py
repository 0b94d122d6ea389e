"""F1 opens the manual where it speaks of what is open; notes of the services reach the window."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from mlops_desktop.core.rules.column_rules import Required
from mlops_desktop.gui.pages.data import DataPage
from mlops_desktop.gui.pages.data.version_view import ROWS, RULES
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.message_bar import PageMessage
from mlops_desktop.resources import resource
from mlops_desktop.services import datasets, rules
from mlops_desktop.services.session import Session


def test_f1_speaks_of_rules_and_of_recipes_where_they_are_open(
    own: Session, july, open_page: Callable[[Session], DataPage], settle: Callable[[], None]
) -> None:
    datasets.import_file(own, july, "bikes")
    page = open_page(own)
    assert page.topic() == "data"
    page.version.tabs.setCurrentIndex(RULES)
    assert page.topic() == "rules"
    assert page.details is not None
    page.edit_recipe(page.details.version)
    settle()
    assert page.topic() == "recipes"
    page.leave_recipe()
    page.version.tabs.setCurrentIndex(ROWS)
    assert page.topic() == "data"
    settle()
    for topic in ("data", "rules", "recipes"):
        assert resource("help", f"{topic}.md").is_file()


def test_a_note_beside_an_answer_is_told_by_the_window(
    own: Session, july, open_page: Callable[[Session], DataPage], qtbot: QtBot
) -> None:
    datasets.import_file(own, july, "bikes")
    page = open_page(own)
    told: list[PageMessage] = []
    page.desk.said.connect(told.append)
    page.change(
        lambda: rules.set_rules(own, "bikes", [Required("nobody")]),
        lambda _sheet: page.desk.say("Done."),
    )
    qtbot.waitUntil(lambda: len(told) == 2, timeout=20_000)
    note, done = told
    assert "nobody" in note.text
    assert note.tone is Tone.WARN
    assert (done.text, done.name == note.name) == ("Done.", False), "it takes no note's place"


def test_a_project_that_was_put_away_is_not_listened_to(
    own: Session, open_page: Callable[[Session], DataPage], settle: Callable[[], None]
) -> None:
    page = open_page(own)
    told: list[PageMessage] = []
    page.desk.said.connect(told.append)
    own.tell("First.")
    page.desk.set_session(None)
    own.tell("Second.")
    settle()
    assert [message.text for message in told] == ["First."]
