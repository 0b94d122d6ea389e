"""What a version leans on and how it errs: two or three charts from its stored evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.forecast import figures
from mlops_desktop.core.model import ModelVersion, VersionFacts
from mlops_desktop.core.training import Split
from mlops_desktop.gui import numerals
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.widgets.chart_cards import ChartCards, ChartPlan

if TYPE_CHECKING:
    from mlops_desktop.charts.render import Figure
    from mlops_desktop.charts.style import ChartStyle


class VersionCharts(ChartCards):
    """Cards with the charts that suit the version's task."""

    def __init__(
        self, gateway: Gateway, *, height: int = 250, parent: QWidget | None = None
    ) -> None:
        super().__init__(gateway, height=height, parent=parent)
        self._wanted = ""

    def show_version(self, version: ModelVersion, facts: VersionFacts) -> None:
        """Draw a version's charts, unless they are drawn already."""
        if self._wanted == version.id:
            return
        self._wanted = version.id
        self.show_plans(version_plans(version, facts))


@dataclass(frozen=True, slots=True)
class _Chart:
    """One chart: its builder's name, and what it draws."""

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


_STEPS = "in usual steps; 1: repeating the season on earlier days"


def version_plans(version: ModelVersion, facts: VersionFacts) -> list[ChartPlan]:
    """Return the three most telling charts there are for a version's task."""
    found, target = facts.evaluation, facts.signature.target
    positive, error = facts.signature.positive or "", f"actual − predicted, {target}"
    days, scale = found.backtest, _usual_step(facts)
    error_days, pairs = days if scale > 0 else (), found.predicted_actual
    every = (
        ("Backtest: forecast and actual", target, "fan", days, target),
        ("Error of each day", _STEPS, "errors", error_days, scale),
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
        (
            "Scores of held-out rows",
            _unusual_words(facts),
            "unusual",
            found.unusual,
            facts.signature.threshold or 1.0,
        ),
        ("What it leans on", "", "importances", facts.importances, version.metric),
    )
    name = f"{version.model}_v{version.number}"
    plans = [
        _plan(title, aside, f"{name}_{chart}", _Chart(chart, (what, more)))
        for title, aside, chart, what, more in every
        if what
    ]
    return plans[:3]


def _plan(title: str, aside: str, name: str, chart: _Chart) -> ChartPlan:
    is_of_days = chart.chart in {"fan", "errors"}
    return ChartPlan(title, aside, name, chart.build, chart.sentence, is_wide=is_of_days)


def _unusual_words(facts: VersionFacts) -> str:
    """Return how many held-out rows are called unusual, and how steady the ranking is."""
    held_out = {item.name: item for item in facts.metrics if item.split is Split.HOLDOUT}
    share, steady = held_out.get("flagged_share"), held_out.get("rank_agreement")
    words = []
    if share is not None:
        spread = "range not known"
        if share.low is not None and share.high is not None:
            spread = f"{100 * share.low:.2g} to {100 * share.high:.2g} %"
        words.append(f"{100 * share.value:.2g} % called unusual ({spread})")
    if steady is not None:
        spread = numerals.span(steady.low, steady.high, 2) or "range not known"
        words.append(f"rankings agree {numerals.fixed(steady.value, 2)} ({spread})")
    return " · ".join(words)


def _usual_step(facts: VersionFacts) -> float:
    """Return what MASE divides by, in the target's unit; 0 where it is not known."""
    held_out = {item.name: item.value for item in facts.metrics if item.split is Split.HOLDOUT}
    mase = held_out.get("mase", 0.0)
    if not facts.evaluation.backtest or not mase > 0:
        return 0.0
    return figures(facts.evaluation.backtest).mae / mase
