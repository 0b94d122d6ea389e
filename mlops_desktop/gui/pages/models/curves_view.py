"""How well a version finds one class, and what more rows would bring."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.curve import ClassCurves, Curve
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.metrics import Task, metric
from mlops_desktop.core.training import Evaluation
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.pages.models.missing import Missing, MissingState
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.chart_cards import ChartCards, ChartPlan
from mlops_desktop.gui.widgets.forms import Choice
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.states import PageStates
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services.models import VersionDetails

if TYPE_CHECKING:
    from mlops_desktop.charts.style import ChartStyle


_SHORT = 16
"""Names of classes up to so many signs stand beside a card's title."""


class CurvesView(QWidget):
    """Precision and recall, calibration, gain, and the learning curve.

    Args:
        gateway: draws them.
        train_again: called when a version without these facts is to be trained again.
    """

    def __init__(
        self,
        gateway: Gateway,
        train_again: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._details: VersionDetails | None = None
        self.charts = ChartCards(gateway, height=260, parent=self)
        self.label = Choice([], parent=self)
        self.label.setMinimumWidth(theme.px(190))
        words = Text(self.tr("The class to be found"), TextRole.SECONDARY, "muted", parent=self)
        words.setBuddy(self.label)
        self.chooser = boxed(row(words, self.label, None), self)
        self.empty = MissingState(train_again, self)
        content = boxed(column(self.chooser, self.charts, spacing=SPACE_3))
        self.states = PageStates(content, self.empty, parent=self)
        column(self.states, parent=self)
        self.label.setAccessibleName(words.text())
        self.label.activated.connect(self._draw)

    def set_failed(self, failed: Callable[[UserError], object]) -> None:
        """Say where trouble with saving goes."""
        self.charts.set_failed(failed)

    def show_version(self, details: VersionDetails) -> None:
        """Draw a version's curves, or say why there are none."""
        if self._details is not None and self._details.version.id == details.version.id:
            return
        self._details = details
        labels = [item.label for item in class_curves(details)]
        self.label.set_options([(name, name) for name in labels])
        self.chooser.setVisible(len(labels) > 1)
        self._draw()

    def _draw(self, *_chosen: object) -> None:
        if self._details is None:
            return
        plans = curve_plans(self._details, str(self.label.value()))
        if plans:
            self.states.show_content()
            self.charts.show_plans(plans)
        else:
            self.empty.tell(why_no_curves(self._details))
            self.states.show_empty()


def why_no_curves(details: VersionDetails) -> Missing:
    """Say why a version has no curves, and what can be done."""
    if details.spec.forecast is not None:
        return Missing(
            tr("A forecast has no curves of classes."),
            tr("How it did on the days of the backtest is shown under “At a glance”."),
        )
    if details.facts.signature.task is Task.ANOMALY:
        return Missing(
            tr("Without known answers to learn from there are no curves."),
            tr("How unusual its held-out rows are is shown under “At a glance”."),
        )
    why = details.facts.evaluation.undefined or next(
        (item.undefined for item in details.facts.evaluation.by_class if item.undefined), ""
    )
    if why:
        return Missing(tr("There are no curves."), why)
    if details.facts.signature.classes:
        return Missing.of_old(details.version, tr("its curves"))
    return Missing(
        tr("No learning curve was measured while v{0} was trained.").format(details.version.number),
        tr("The other curves are for classes; this version predicts numbers."),
    )


def class_curves(details: VersionDetails) -> tuple[ClassCurves, ...]:
    """Return the classes that have curves: the positive of two, or each against all others."""
    found, signature = details.facts.evaluation, details.facts.signature
    if found.by_class:
        return tuple(item for item in found.by_class if not item.undefined)
    if found.precision_recall is None and found.calibration is None and found.gain is None:
        return ()
    positive = signature.positive or (signature.classes[-1] if signature.classes else "")
    at = signature.classes.index(positive) if positive in signature.classes else -1
    return (
        ClassCurves(
            positive,
            sum(found.confusion[at]) if found.confusion else 0,
            found.roc,
            found.precision_recall,
            found.calibration,
            found.calibration_rows,
            found.gain,
        ),
    )


def curve_plans(details: VersionDetails, label: str) -> list[ChartPlan]:
    """Return the curves that a version has, those of the class first."""
    facts, version = details.facts, details.version
    name, learned = f"{version.model}_v{version.number}", facts.evaluation.learning
    chosen = next((item for item in class_curves(details) if item.label == label), None)
    plans = _class_plans(chosen, _rows(facts.evaluation), name) if chosen is not None else []
    if learned is not None and learned.x:
        plans.append(
            ChartPlan(
                tr("Learning curve"),
                metric(version.metric).short,
                f"{name}_learning",
                partial(_learning, learned, version.metric),
                partial(_learning_sentence, learned, version.metric),
            )
        )
    return plans


def _class_plans(found: ClassCurves, rows: int, name: str) -> list[ChartPlan]:
    aside = tr("to find: {0}").format(found.label) if len(found.label) <= _SHORT else ""
    counts = found.label, rows, found.rows
    every: tuple[tuple[str, str, Curve | None, tuple[Any, ...]], ...] = (
        (tr("Precision and recall"), "precision_recall", found.precision_recall, ()),
        (tr("Calibration"), "calibration", found.calibration, (found.calibration_rows,)),
        (tr("Gain"), "gain", found.gain, ()),
    )
    return [
        ChartPlan(
            title,
            aside,
            f"{name}_{found.label}_{chart}",
            partial(_of_class, chart, curve, counts, more),
            partial(_class_sentence, chart, curve, counts, more),
        )
        for title, chart, curve, more in every
        if curve is not None and curve.x
    ]


def _rows(found: Evaluation) -> int:
    return sum(map(sum, found.confusion))


def _of_class(
    chart: str, curve: Curve, counts: tuple[str, int, int], more: Any, style: ChartStyle
) -> Any:
    from mlops_desktop.charts import curves

    return getattr(curves, chart)(curve, style, curves.Found(*counts), *more)


def _class_sentence(chart: str, curve: Curve, counts: tuple[str, int, int], more: Any) -> str:
    from mlops_desktop.charts import curves

    words: str = getattr(curves, f"{chart}_alt_text")(curve, curves.Found(*counts), *more)
    return words


def _learning(curve: Curve, key: str, style: ChartStyle) -> Any:
    from mlops_desktop.charts import curves

    return curves.learning(curve, style, key)


def _learning_sentence(curve: Curve, key: str) -> str:
    from mlops_desktop.charts import curves

    return curves.learning_alt_text(curve, key)
