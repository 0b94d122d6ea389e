"""What a version leans on and how it errs: two or three charts from its stored evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.forecast import figures
from mlops_desktop.core.model import ModelVersion, VersionFacts
from mlops_desktop.core.training import Split
from mlops_desktop.gui.gateway import About, Gateway
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.layouts import grid

if TYPE_CHECKING:
    from mlops_desktop.charts.render import Figure
    from mlops_desktop.charts.style import ChartStyle

_Places = tuple[tuple[int, int, int, int], ...]
_PLACES: _Places = ((0, 0, 1, 1), (1, 0, 1, 1), (0, 1, 2, 1))
"""Row, column and spans of each card: the ranked list is as high as the other two."""

_DAYS_PLACES: _Places = ((0, 0, 1, 2), (1, 0, 1, 2), (2, 0, 1, 2))
"""Days need the width: each chart of a forecast below the one before."""


class VersionCharts(QWidget):
    """Cards with the charts that suit the version's task.

    Args:
        gateway: draws them.
        height: of one chart, pixels at 100 %.
    """

    def __init__(
        self, gateway: Gateway, *, height: int = 250, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gateway, self._wanted = gateway, ""
        self.panels = [ChartPanel(gateway, height=height, parent=self) for _ in range(3)]
        self.cards = [Card(parent=self) for _ in range(3)]
        layout = grid(1, 1, spacing=SPACE_4)
        for place, (card, panel) in enumerate(zip(self.cards, self.panels, strict=True)):
            card.header.addWidget(panel.menu_button())
            card.add(panel, stretch=1)
            panel.setMinimumHeight(height)
            layout.addWidget(card, *_PLACES[place])
        layout.setRowStretch(3, 1)
        self._grid, self._places = layout, _PLACES
        self.setLayout(layout)

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        for panel in self.panels:
            panel.failed = failed

    def show_version(self, version: ModelVersion, facts: VersionFacts) -> None:
        """Draw a version's charts, unless they are drawn already."""
        if self._wanted == version.id:
            return
        self._wanted = version.id
        plans = _plans(version, facts)
        for card in self.cards[len(plans) :]:
            card.hide()
        # The sentences need numpy, which must not be loaded in the GUI thread.
        self._gateway.read(
            lambda: [(plan, plan.sentence()) for plan in plans],
            self._show,
            owner=self,
            key="charts",
            on=About.CHARTS,
        )

    def _show(self, drawn: list[tuple[_Plan, str]]) -> None:
        is_days = any(plan.chart == "fan" for plan, _ in drawn)
        self._place(_DAYS_PLACES if is_days else _PLACES)
        shown = zip(self.cards, self.panels, drawn, strict=False)
        for card, panel, (plan, sentence) in shown:
            card.set_title(plan.title, plan.aside)
            card.show()
            panel.set_chart(plan.build, sentence, plan.name)

    def _place(self, places: _Places) -> None:
        if self._places == places:
            return
        self._places = places
        for card, place in zip(self.cards, places, strict=True):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, *place)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One chart: title, muted words beside it, file name, builder, and what it draws."""

    title: str
    aside: str
    name: str
    chart: str
    facts: tuple[Any, Any]

    def build(self, style: ChartStyle) -> Figure:
        """Draw off the GUI thread; every builder takes its facts, the style, and one word more."""
        from mlops_desktop.charts import confusion, evaluation, forecast, ranking

        first, second = self.facts
        if self.chart == "confusion":
            return confusion.confusion(first, second, style)
        if self.chart == "fan":
            return forecast.fan(first, style, second)
        if self.chart == "errors":
            return forecast.errors(first, second, style)
        if self.chart == "importances":
            return ranking.importances(first, style, second)
        figure: Figure = getattr(evaluation, self.chart)(first, style, second)
        return figure

    def sentence(self) -> str:
        """Say what can be seen; loads numpy, so not in the GUI thread."""
        from mlops_desktop.charts import confusion, evaluation, forecast, ranking

        rooms = {
            "confusion": confusion,
            "importances": ranking,
            "fan": forecast,
            "errors": forecast,
        }
        room = rooms.get(self.chart, evaluation)
        words: str = getattr(room, f"{self.chart}_alt_text")(*self.facts)
        return words


def _plans(version: ModelVersion, facts: VersionFacts) -> list[_Plan]:
    """Return the three most telling charts there are for a version's task."""
    found, target = facts.evaluation, facts.signature.target
    positive, error = facts.signature.positive or "", f"actual − predicted, {target}"
    days, scale = found.backtest, _usual_step(facts)
    error_days, pairs = days if scale > 0 else (), found.predicted_actual
    every = (
        ("Backtest: forecast and actual", target, "fan", days, target),
        ("Error of each day", "in usual steps", "errors", error_days, scale),
        ("Predicted and actual", target, "predicted_actual", None if days else pairs, target),
        ("How far off", error, "residuals", found.residuals, target),
        (
            "What was taken for what",
            target,
            "confusion",
            found.confusion,
            facts.signature.classes,
        ),
        ("Right and false alarms", f"{target} = {positive}", "roc", found.roc, positive),
        ("What it leans on", "", "importances", facts.importances, version.metric),
    )
    name = f"{version.model}_v{version.number}"
    plans = [
        _Plan(title, aside, f"{name}_{chart}", chart, (what, more))
        for title, aside, chart, what, more in every
        if what
    ]
    return plans[:3]


def _usual_step(facts: VersionFacts) -> float:
    """Return what MASE divides by, in the target's unit; 0 where it is not known."""
    held_out = {item.name: item.value for item in facts.metrics if item.split is Split.HOLDOUT}
    mase = held_out.get("mase", 0.0)
    if not facts.evaluation.backtest or not mase > 0:
        return 0.0
    return figures(facts.evaluation.backtest).mae / mase
