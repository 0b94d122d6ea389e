"""How the answer changes with one column; and for one row, what would change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.judging import Dependence
from mlops_desktop.core.metrics import Task
from mlops_desktop.gui.gateway import About, Gateway
from mlops_desktop.gui.pages.models.missing import Missing, MissingState
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4, TextRole
from mlops_desktop.gui.widgets.buttons import Button
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.states import PageStates
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.models import VersionDetails

if TYPE_CHECKING:
    from mlops_desktop.charts.style import ChartStyle


class DependenceView(QWidget):
    """A chart for a chosen column, and the way to the question about one row.

    Signals:
        row_asked(): what would change the answer for one row?
    """

    row_asked = Signal()

    def __init__(
        self,
        gateway: Gateway,
        train_again: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._gateway = gateway
        self._details: VersionDetails | None = None
        self.column = Choice([], parent=self)
        self.column.setAccessibleName(self.tr("Column"))
        self.column.setMinimumWidth(theme.px(190))
        self.panel = ChartPanel(gateway, height=340, parent=self)
        self.panel.setMinimumHeight(theme.px(320))
        self.card = Card(self.tr("How the answer changes with a column"), parent=self)
        self.card.header.addWidget(self.column)
        self.card.header.addWidget(self.panel.menu_button())
        self.card.add(self.panel, stretch=1)
        self.note = Text("", TextRole.SECONDARY, "muted", wrap=True, parent=self)
        self.card.add(self.note)
        self.empty = MissingState(train_again, self)
        self.states = PageStates(self.card, self.empty, parent=self)
        self.ask = Button(self.tr("Ask about a row…"), self.row_asked.emit, parent=self)
        self.one = Card(self.tr("What would change an answer?"), parent=self)
        self.one.add(boxed(self._line()))
        column(self.one, self.states, spacing=SPACE_4, parent=self).setStretch(1, 1)
        self.column.activated.connect(self._draw)

    def _line(self) -> Any:
        words = self.tr("The smallest changes of a row’s columns that change its answer.")
        line = row(spacing=SPACE_3)
        line.addWidget(Text(words, TextRole.BODY, "muted", wrap=True, parent=self), 1)
        line.addWidget(self.ask)
        return line

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        self.panel.failed = failed

    def show_version(self, details: VersionDetails) -> None:
        """Show a version, or say why there is nothing."""
        if self._details is not None and self._details.version.id == details.version.id:
            return
        self._details = details
        found = details.facts.dependence
        self.one.setVisible(can_ask(details))
        if not found:
            self.empty.tell(why_no_dependence(details))
            self.states.show_empty()
            return
        self.column.set_options([(at, item.column) for at, item in enumerate(found)])
        self.states.show_content()
        self._draw()

    def _draw(self, *_chosen: object) -> None:
        at, details = self.column.value(), self._details
        if details is None or not isinstance(at, int):
            return
        found, target = details.facts.dependence[at], details.spec.target
        what = self.tr("probability of “{0}”").format(found.label) if found.label else target
        self.note.setText(
            self.tr(
                "Thick: the mean {0} if every row had that {1}; thin: single rows. Where columns "
                "go together, some of these rows could not be."
            ).format(what, found.column)
        )
        name = f"{details.version.model}_v{details.version.number}_by_{found.column}"
        build = partial(_build, found, target)
        self._gateway.read(
            partial(_sentence, found, target),
            partial(self.panel.set_chart, build, name=name),
            owner=self,
            key="dependence",
            on=About.CHARTS,
        )


def can_ask(details: VersionDetails) -> bool:
    """Whether single rows can be asked about: not of days to come, nor without known answers."""
    return details.spec.forecast is None and bool(details.spec.target)


def why_no_dependence(details: VersionDetails) -> Missing:
    """Say why a version has no such charts, and what can be done."""
    if details.spec.forecast is not None:
        return Missing(
            tr("A forecast is not drawn by its columns."),
            tr("What it leans on (days before, calendar, events) is drawn beside its backtest."),
        )
    if details.facts.signature.task is Task.ANOMALY:
        return Missing(
            tr("No chart by column shows how unusual a row is."),
            tr("Score rows: each that is called unusual names the columns that make it so."),
        )
    return Missing.of_old(details.version, tr("its answers by column"))


def _build(found: Dependence, target: str, style: ChartStyle) -> Any:
    from mlops_desktop.charts import dependence

    return dependence.dependence(found, style, target)


def _sentence(found: Dependence, target: str) -> str:
    from mlops_desktop.charts import dependence

    return dependence.dependence_alt_text(found, target)
