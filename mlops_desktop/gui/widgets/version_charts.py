"""What a version leans on and how it errs: two or three charts from its stored evaluation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion, VersionFacts
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.chart_panel import ChartPanel
from mlops_desktop.gui.widgets.layouts import grid

if TYPE_CHECKING:
    from mlops_desktop.charts.render import Figure
    from mlops_desktop.charts.style import ChartStyle

Build = Callable[["ChartStyle"], "Figure"]
Plan = tuple[str, str, str, Build, Callable[[], str]]
"""Title, aside, file name, the figure, and its sentence."""


_PLACES = ((0, 0, 1, 1), (1, 0, 1, 1), (0, 1, 2, 1))
"""Row, column and spans of each card: the ranked list is as high as the other two."""


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
        layout.setRowStretch(2, 1)
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
        self._gateway.draw(
            lambda: [(plan, plan[4]()) for plan in plans], self._show, owner=self, key="charts"
        )

    def _show(self, drawn: list[tuple[Plan, str]]) -> None:
        shown = zip(self.cards, self.panels, drawn, strict=False)
        for card, panel, ((title, aside, name, build, _), sentence) in shown:
            card.set_title(title, aside)
            card.show()
            panel.set_chart(build, sentence, name)


def _plans(version: ModelVersion, facts: VersionFacts) -> list[Plan]:
    found = facts.evaluation
    target, name = facts.signature.target, f"{version.model}_v{version.number}"
    plans: list[Plan] = []
    if found.predicted_actual is not None:
        curve = found.predicted_actual
        plans.append(
            _plan(
                "Predicted and actual",
                target,
                f"{name}_predicted",
                "predicted_actual",
                (curve, target),
            ),
        )
    if found.residuals is not None:
        plans.append(
            _plan(
                "How far off",
                f"actual − predicted, {target}",
                f"{name}_residuals",
                "residuals",
                (found.residuals, target),
            )
        )
    if found.confusion:
        classes = facts.signature.classes
        plans.append(
            _plan(
                "What was taken for what",
                target,
                f"{name}_confusion",
                "confusion",
                (found.confusion, classes),
                "confusion",
            )
        )
    if found.roc is not None:
        positive = facts.signature.positive or ""
        plans.append(
            _plan(
                "Right and false alarms",
                f"{target} = {positive}",
                f"{name}_roc",
                "roc",
                (found.roc, positive),
            )
        )
    if facts.importances:
        plans.append(
            _plan(
                "What it leans on",
                "",
                f"{name}_importances",
                "importances",
                (facts.importances, version.metric),
                "ranking",
            )
        )
    return plans[:3]


def _plan(  # noqa: PLR0913, PLR0917 - the parts of one line of a list
    title: str,
    aside: str,
    name: str,
    chart: str,
    facts: tuple[Any, Any],
    module: str = "evaluation",
) -> Plan:
    return (
        title,
        aside,
        name,
        partial(_figure, module, chart, facts),
        partial(_sentence, module, chart, facts),
    )


def _figure(module: str, chart: str, facts: tuple[Any, Any], style: ChartStyle) -> Figure:
    """Draw off the GUI thread; every builder takes its facts, the style, and one word more."""
    from mlops_desktop.charts import confusion, evaluation, ranking

    if module == "confusion":
        return confusion.confusion(facts[0], facts[1], style)
    if module == "ranking":
        return ranking.importances(facts[0], style, facts[1])
    figure: Figure = getattr(evaluation, chart)(facts[0], style, facts[1])
    return figure


def _sentence(module: str, chart: str, facts: tuple[Any, Any]) -> str:
    from mlops_desktop.charts import confusion, evaluation, ranking

    if module == "confusion":
        return confusion.confusion_alt_text(facts[0], facts[1])
    if module == "ranking":
        return ranking.importances_alt_text(facts[0], facts[1])
    words: str = getattr(evaluation, f"{chart}_alt_text")(*facts)
    return words
