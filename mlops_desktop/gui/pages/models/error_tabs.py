"""How a version errs: at a glance, by curves, by parts of the rows, by column."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mlops_desktop.core.errors import UserError
from mlops_desktop.gui.gateway import Gateway
from mlops_desktop.gui.pages.models.curves_view import CurvesView
from mlops_desktop.gui.pages.models.dependence_view import DependenceView
from mlops_desktop.gui.pages.models.glance_view import GlanceView
from mlops_desktop.gui.pages.models.slices_view import SlicesView
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.tabs import TabbedArea
from mlops_desktop.gui.widgets.version_charts import VersionCharts
from mlops_desktop.services.models import VersionDetails


class ErrorTabs(QWidget):
    """Tabs within the tab; each is made when it is first looked at.

    Signals:
        train_again(): a version without these facts is to be trained again.
        row_asked(): what would change the answer for one row?

    Args:
        failed: where trouble with saving goes.
    """

    train_again = Signal()
    row_asked = Signal()

    def __init__(
        self,
        gateway: Gateway,
        failed: Callable[[UserError], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._gateway, self._failed = gateway, failed
        self._details: VersionDetails | None = None
        self._shows: list[Callable[[VersionDetails], object]] = []
        self.area = TabbedArea(self.tr("How it errs"), parent=self)
        self.area.add_tab(self.tr("At a glance"), lambda: self.glance)
        self.area.add_tab(self.tr("Curves"), lambda: self.curves)
        self.area.add_tab(self.tr("Parts of the rows"), lambda: self.slices)
        self.area.add_tab(self.tr("By column"), lambda: self.dependence)
        column(self.area, parent=self)

    def show_version(self, details: VersionDetails) -> None:
        """Show a version in the tabs that were looked at."""
        self._details = details
        for show in self._shows:
            show(details)

    @cached_property
    def glance(self) -> GlanceView:
        """The most telling charts, or why there are none."""
        view = GlanceView(self._gateway, self.train_again.emit, self)
        view.charts.set_failed(self._failed)
        self._show_with(view.show_version)
        return view

    @property
    def charts(self) -> VersionCharts:
        """The most telling charts."""
        return self.glance.charts

    @cached_property
    def curves(self) -> CurvesView:
        """Precision and recall, calibration, gain, learning."""
        view = CurvesView(self._gateway, self.train_again.emit, self)
        view.set_failed(self._failed)
        self._show_with(view.show_version)
        return view

    @cached_property
    def slices(self) -> SlicesView:
        """Parts of the rows."""
        view = SlicesView(self.train_again.emit, self)
        view.set_failed(self._failed)
        self._show_with(view.show_version)
        return view

    @cached_property
    def dependence(self) -> DependenceView:
        """How the answer changes with a column."""
        view = DependenceView(self._gateway, self.train_again.emit, self)
        view.set_failed(self._failed)
        view.row_asked.connect(self.row_asked)
        self._show_with(view.show_version)
        return view

    def _show_with(self, show: Callable[[VersionDetails], object]) -> None:
        self._shows.append(show)
        if self._details is not None:
            show(self._details)
