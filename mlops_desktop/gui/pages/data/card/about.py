"""What people state about a dataset, what is not stated yet, and what needs somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.card import in_words
from mlops_desktop.gui.pages.data import words
from mlops_desktop.gui.pages.data.tabbed_card import title_height
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import CheckList, Fact, FactsList
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.text import Text

if TYPE_CHECKING:
    from mlops_desktop.services.cards import CardView

_LONGEST = 280
Line = tuple[Mark, str, str]


class AboutCard(Card):
    """The dataset's card in short; "Edit…" opens all of it.

    Signals:
        edit_wanted(): the card is to be changed.
        suggestion_wanted(): the class that facts speak for is to be stated.
        datasheet_wanted(): the version's datasheet is to be written as a file.
    """

    edit_wanted = Signal()
    suggestion_wanted = Signal()
    datasheet_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("About this dataset"))
        self.header.addStrut(title_height())
        self.edit = LinkButton(self.tr("Edit…"), self.edit_wanted.emit, parent=self)
        self.header.addWidget(self.edit)
        self._lines: tuple[Line, ...] = ()
        self._list = CheckList(is_stacked=True, parent=self)
        self.suggestion = LinkButton(self.tr("State it…"), self.suggestion_wanted.emit, parent=self)
        self._description = Text("", TextRole.BODY, wrap=True, parent=self).selectable()
        self._facts = FactsList(is_wrapping=True, parent=self)
        self.datasheet = LinkButton(
            self.tr("Save datasheet…"), self.datasheet_wanted.emit, parent=self
        )
        self.add(self._list, self.suggestion)
        self.add(column(self._description, self._facts, spacing=SPACE_3), self.datasheet)
        self.hide()

    def show_card(self, view: CardView) -> None:
        """Show a dataset's card."""
        self._lines = lines_of(view)
        self._list.set_lines(self._lines)
        self._list.setVisible(bool(self._lines))
        self.suggestion.setVisible(view.suggestion is not None)
        text = " ".join(view.card.description.split())
        self._description.setText(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
        self._description.setVisible(bool(text))
        facts = facts_of(view)
        self._facts.set_facts(facts)
        self._facts.setVisible(bool(facts))
        self.show()

    def lines(self) -> tuple[Line, ...]:
        """Return what needs somebody, as it is shown."""
        return self._lines

    def facts(self) -> tuple[Fact, ...]:
        """Return what is stated, as it is shown."""
        return self._facts.facts()


def lines_of(view: CardView) -> tuple[Line, ...]:
    """Return what is overdue, what is not stated, and last what facts speak for."""
    lines: list[Line] = []
    if view.overdue is not None:
        days = words.counted(view.overdue, "day")
        lines.append(
            (
                Mark.WATCH,
                words.tr("Was to be kept until {0}").format(view.card.retention),
                words.tr(
                    "That was {0} ago. Nothing is deleted by itself: decide, then state another"
                    " day and why."
                ).format(days),
            )
        )
    # What the line below asks for need not be said twice.
    open_fields = tuple(
        field for field in view.missing if field != "personal_data" or view.suggestion is None
    )
    if open_fields:
        names = in_words(open_fields)
        lines.append((Mark.WATCH, words.tr("Not stated yet"), f"{names[:1].upper()}{names[1:]}."))
    if view.suggestion is not None:
        reason = view.suggestion.reason
        title = words.tr("Perhaps {0}").format(view.suggestion.personal_data.words)
        if view.suggestion.is_doubt:
            title = words.tr("Really nothing about people?")
        lines.append((Mark.WATCH, title, f"{reason[:1].upper()}{reason[1:]}."))
    return tuple(lines)


def facts_of(view: CardView) -> tuple[Fact, ...]:
    """Return the short fields that are stated."""
    card = view.card
    about = card.personal_data.words if "personal_data" not in view.missing else ""
    stated = (
        (words.tr("Owner"), card.owner),
        (words.tr("Licence"), card.licence),
        (words.tr("Personal data"), about),
        (words.tr("Keep until"), card.retention),
        (words.tr("Card"), words.tr("version {0}").format(view.version.number))
        if view.version
        else ("", ""),
    )
    return tuple((label, value) for label, value in stated if value)
