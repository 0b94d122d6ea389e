"""How a version errs at a glance: its most telling charts, or why there are none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.metrics import Task
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.pages.models.missing import Missing, MissingState
from mlops_desktop.gui.pages.models.tables import tr
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.states import PageStates
from mlops_desktop.gui.widgets.version_charts import VersionCharts, version_plans
from mlops_desktop.services.models import VersionDetails


class GlanceView(QWidget):
    """Two or three charts from a version's stored evaluation.

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
        self.charts = VersionCharts(gateway, parent=self)
        self.empty = MissingState(train_again, self)
        self.states = PageStates(self.charts, self.empty, parent=self)
        column(self.states, parent=self)

    def show_version(self, details: VersionDetails) -> None:
        """Draw a version's charts, or say why there are none."""
        if not version_plans(details.version, details.facts):
            self.empty.tell(why_nothing(details))
            self.states.show_empty()
            return
        self.states.show_content()
        self.charts.show_version(details.version, details.facts)


def why_nothing(details: VersionDetails) -> Missing:
    """Say why a version has no charts, and what can be done."""
    if details.facts.signature.task is Task.ANOMALY:
        return Missing.of_old(details.version, tr("the scores of its held-out rows"))
    return Missing.of_old(details.version, tr("the numbers of its charts"))
