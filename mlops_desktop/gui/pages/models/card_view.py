"""The model card of a version: what people state, what is missing, facts, and earlier states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model_card import FIELDS, ModelCard, in_words
from mlops_desktop.core.sheet import Table
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.models.made_view import table_card
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import Button, LinkButton
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import CheckList, Fact, FactsList
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.services import model_card_sheets
from mlops_desktop.services.model_cards import CardState, ModelCardView
from mlops_desktop.services.session import Session

Line = tuple[Mark, str, str]


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A version's card as the page shows it: its state, what is missing, and the facts."""

    view: ModelCardView
    gaps: tuple[str, ...]
    facts: tuple[Fact, ...]


def read_card(session: Session, label: str) -> ShownCard:
    """Return a version's card with the facts at its head, as the written card has them."""
    found = model_card_sheets.read(session, f"model:{label}")
    head = model_card_sheets.sheet(found).blocks[0]
    lines = head.rows if isinstance(head, Table) else ()
    # Owner and risk tier are stated by people and stand beside what else they state.
    facts = tuple((one[0], one[1]) for one in lines if one[0] not in ("Owner", "Risk tier"))
    return ShownCard(found.card, found.gaps, facts)


class CardView(QWidget):
    """Three cards: stated, facts, earlier states.

    Signals:
        edit_wanted(): fields are to be changed.
        take_over_wanted(): what another version's card states is to be taken over.
        save_wanted(): the card is to be written as a file.
    """

    edit_wanted = Signal()
    take_over_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()
        self.list = CheckList(is_stacked=True, parent=self)
        self.stated = FactsList(is_wrapping=True, align_right=False, parent=self)
        self.facts = FactsList(is_wrapping=True, align_right=False, parent=self)
        self.states: TablePanel[CardState] = TablePanel(
            state_columns(), "card states", key=lambda state: state.number, parent=self
        )
        self.edit = Button(self.tr("Edit…"), self.edit_wanted.emit, parent=self)
        self.save = Button(self.tr("Save as a file…"), self.save_wanted.emit, parent=self)
        self.take_over = LinkButton("", self.take_over_wanted.emit, parent=self)
        self._stated_card = Card(parent=self)
        self._stated_card.header.addWidget(self.save)
        self._stated_card.header.addWidget(self.edit)
        self._stated_card.add(
            column(self.list, row(self.take_over, None), self.stated, spacing=SPACE_3)
        )
        known = Card(self.tr("Known from facts"), parent=self).add(self.facts)
        self._history = table_card(self.tr("States of the card"), self.states, self)
        self.setLayout(column(self._stated_card, known, self._history, None, spacing=SPACE_4))

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        self.states.failed = failed

    def lines(self) -> tuple[Line, ...]:
        """Return what is missing, as it is shown."""
        return self._lines

    def show_card(self, shown: ShownCard) -> None:
        """Show a version's card."""
        view = shown.view
        number = view.version.number
        about = self.tr("nobody has stated anything yet")
        if view.state is not None:
            about = self.tr("state {0}, by {1}").format(view.state.number, view.state.actor)
        self._stated_card.set_title(self.tr("Model card of v{0}").format(number), about)
        self._lines = missing_lines(shown)
        self.list.set_lines(self._lines)
        self.take_over.setText(self.tr("Take over what {0} states…").format(view.like))
        self.take_over.setVisible(bool(view.like))
        stated = stated_facts(view.card, view.missing)
        self.stated.set_facts(stated)
        self.stated.setVisible(bool(stated))
        self.facts.set_facts(shown.facts)
        self.states.set_records(view.states)
        self.states.fit_height(6)
        self._history.setVisible(bool(view.states))


def missing_lines(shown: ShownCard) -> tuple[Line, ...]:
    """Return which fields nobody stated, and which facts are missing."""
    missing = shown.view.missing
    if missing:
        words = in_words(missing)
        lines = [(Mark.WATCH, tr("Not stated yet"), f"{words[:1].upper()}{words[1:]}.")]
    else:
        lines = [(Mark.FINE, tr("Every field is stated"), "")]
    lines += [(Mark.NONE, gap, "") for gap in shown.gaps]
    return tuple(lines)


def stated_facts(card: ModelCard, missing: tuple[str, ...]) -> tuple[Fact, ...]:
    """Return the stated fields with their values, in the order of a card."""
    found = []
    for field, words in FIELDS.items():
        if field not in missing:
            value = card.risk_tier.words if field == "risk_tier" else str(getattr(card, field))
            found.append((f"{words[:1].upper()}{words[1:]}", value))
    return tuple(found)


def state_columns() -> tuple[TableColumn[CardState], ...]:
    """Return the columns of a card's states."""
    return (
        TableColumn(
            tr("State"), lambda s: str(s.number), lambda s: s.number, is_number=True, width=60
        ),
        TableColumn(
            tr("When"), lambda s: numerals.moment(s.at), lambda s: s.at.timestamp(), width=112
        ),
        TableColumn(
            tr("Why"),
            lambda s: s.why,
            stretch=1,
            tooltip=lambda s: s.why,
            look=lambda _s: CellLook(role=TextRole.MEDIUM),
        ),
        TableColumn(tr("Who"), lambda s: s.by, width=120),
    )
