"""Cards with one chart each, two beside one another or each as wide as the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.gateway import About, Gateway
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.chart_drawing import Build
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.layouts import grid


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """One chart of a version.

    Attributes:
        title, aside: of its card.
        name: of the file that it is saved as.
        build: draws it; sentence: says what it shows. Both load matplotlib, so not in the GUI
            thread.
        is_wide: it has a line of its own: days need the width.
    """

    title: str
    aside: str
    name: str
    build: Build
    sentence: Callable[[], str]
    is_wide: bool = False


class ChartCards(QWidget):
    """A grid of cards; a card is made when there is a chart for it.

    Args:
        gateway: draws them.
        height: of one chart, pixels at 100 %.
    """

    def __init__(
        self, gateway: Gateway, *, height: int = 250, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gateway, self._height = gateway, height
        self.cards: list[Card] = []
        self.panels: list[ChartPanel] = []
        self._failed: Callable[[UserError], object] | None = None
        self._grid = grid(1, 1, spacing=SPACE_4)
        self.setLayout(self._grid)

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        self._failed = failed
        for panel in self.panels:
            panel.failed = failed

    def show_plans(self, plans: Sequence[ChartPlan]) -> None:
        """Draw these charts instead."""
        while len(self.cards) < len(plans):
            self._add()
        for card in self.cards[len(plans) :]:
            card.hide()
        for card, panel, plan in zip(self.cards, self.panels, plans, strict=False):
            if card.accessibleName() != plan.title:
                panel.clear()  # Nothing is shown below the title of something else.
            card.set_title(plan.title, plan.aside)
        self._place(plans)
        self._gateway.read(
            lambda: [(plan, plan.sentence()) for plan in plans],
            self._show,
            owner=self,
            key="charts",
            on=About.CHARTS,
        )

    def _add(self) -> None:
        panel = ChartPanel(self._gateway, height=self._height, least=self._height, parent=self)
        panel.failed = self._failed
        card = Card(parent=self)
        card.header.addWidget(panel.menu_button())
        card.add(panel, stretch=1)
        self.cards.append(card)
        self.panels.append(panel)

    def _place(self, plans: Sequence[ChartPlan]) -> None:
        """Put two beside one another; what is wide, or left alone in its line, gets the width."""
        line = place = 0
        for at, (card, plan) in enumerate(zip(self.cards, plans, strict=False)):
            line, place = (line + 1, 0) if plan.is_wide and place else (line, place)
            follower = plans[at + 1] if at + 1 < len(plans) else None
            is_alone = place == 0 and (follower is None or follower.is_wide)
            takes_all = plan.is_wide or is_alone
            self._grid.removeWidget(card)
            self._grid.addWidget(card, line, place, 1, 2 if takes_all else 1)
            line, place = (line + 1, 0) if takes_all or place else (line, 1)
        for number in range(self._grid.rowCount()):
            self._grid.setRowStretch(number, 0)
        self._grid.setRowStretch(len(plans), 1)

    def _show(self, drawn: list[tuple[ChartPlan, str]]) -> None:
        for card, panel, (plan, sentence) in zip(self.cards, self.panels, drawn, strict=False):
            card.show()
            panel.set_chart(plan.build, sentence, plan.name)
