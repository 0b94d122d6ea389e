"""The tabs about the chosen version; each is made when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.monitor import MonitorReport
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.core.scoring import Prediction
from mlops_desktop.gui.page import Desk, Page
from mlops_desktop.gui.pages.models.beside_flow import BesideFlow
from mlops_desktop.gui.pages.models.beside_view import BesideView
from mlops_desktop.gui.pages.models.card_flow import ModelCardFlow
from mlops_desktop.gui.pages.models.card_view import CardView
from mlops_desktop.gui.pages.models.catalogue import Catalogue, Chosen, Pair
from mlops_desktop.gui.pages.models.error_tabs import ErrorTabs
from mlops_desktop.gui.pages.models.made_view import MadeView
from mlops_desktop.gui.pages.models.proof_flow import ProofFlow, ReproduceDialog
from mlops_desktop.gui.pages.models.proof_view import ProofView
from mlops_desktop.gui.pages.models.use_view import UseView
from mlops_desktop.gui.pages.models.what_if import WhatIf
from mlops_desktop.gui.widgets.tabs import TabbedArea
from mlops_desktop.gui.widgets.version_charts import VersionCharts
from mlops_desktop.services import datasets

_PROOF = 4
"""Where the tab about making it again stands."""


class VersionTabs(Page):
    """A page with a version's tabs."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._catalogue = Catalogue((), None)
        self._pair: Pair | None = None
        self._selected: tuple[ModelVersion, ...] = ()
        self.area: TabbedArea
        self.what_if = WhatIf(self)
        self._shows: list[Callable[[Pair, Chosen], object]] = []

    def add_tabs(self, area: TabbedArea) -> None:
        """Add the tabs behind "Why this one"."""
        self.area = area
        area.add_tab(self.tr("Side by side"), lambda: self.beside.view)
        area.add_tab(self.tr("How it errs"), lambda: self.errs)
        area.add_tab(self.tr("How it was made"), lambda: self.made)
        area.add_tab(self.tr("Made again"), lambda: self.proof.view)
        area.add_tab(self.tr("Model card"), lambda: self.card.view)
        area.add_tab(self.tr("History and use"), lambda: self.use)

    def ask_to_reproduce(self, version: ModelVersion) -> ReproduceDialog:
        """Go to the proof of a version and ask whether it is to be made again."""
        self.area.tabs.setCurrentIndex(_PROOF)
        return self.proof.ask(version)

    @property
    def chosen(self) -> Chosen | None:
        """The model that is shown."""
        return self._catalogue.chosen

    @property
    def version(self) -> ModelVersion | None:
        """The version that is shown."""
        return self._pair.details.version if self._pair is not None else None

    @cached_property
    def beside(self) -> BesideFlow:
        """The selected versions side by side."""
        view = BesideView(self)
        view.set_failed(self.show_error)
        flow = BesideFlow(self, view, self.what_if)
        self._show_with(lambda _pair, _chosen: flow.show_selection(self._selected))
        return flow

    @cached_property
    def errs(self) -> ErrorTabs:
        """How the version errs."""
        tabs = ErrorTabs(self.desk.gateway, self.show_error, self)
        tabs.train_again.connect(self._on_train_again)
        tabs.row_asked.connect(self._on_row_asked)
        self._show_with(lambda pair, _: tabs.show_version(pair.details))
        return tabs

    @property
    def charts(self) -> VersionCharts:
        """How the version errs, at a glance."""
        return self.errs.charts

    @cached_property
    def made(self) -> MadeView:
        """How the version was made."""
        view = MadeView(self)
        view.set_failed(self.show_error)
        self._show_with(lambda pair, _: view.show_version(pair.details))
        return view

    @cached_property
    def proof(self) -> ProofFlow:
        """Whether the version can be made again."""
        view = ProofView(self)
        view.set_failed(self.show_error)
        flow = ProofFlow(self, view)
        self._show_with(lambda pair, _: flow.show_version(pair.details.version))
        return flow

    @cached_property
    def card(self) -> ModelCardFlow:
        """What people state about the version."""
        view = CardView(self)
        view.set_failed(self.show_error)
        flow = ModelCardFlow(self, view)
        self._show_with(lambda pair, _: flow.show_version(pair.details.version))
        return flow

    @cached_property
    def use(self) -> UseView:
        """Where the version was, and what it was used for."""
        view = UseView(self)
        view.set_failed(self.show_error)
        view.prediction_opened.connect(self._on_prediction)
        view.report_opened.connect(self._on_report)
        self._show_with(lambda pair, chosen: view.show_version(pair.details, chosen))
        return view

    def _show_with(self, show: Callable[[Pair, Chosen], object]) -> None:
        self._shows.append(show)
        if self._pair is not None and self.chosen is not None:
            show(self._pair, self.chosen)

    def _on_prediction(self, prediction: Prediction) -> None:
        session = self.desk.session
        self.load(
            lambda: datasets.version_by_id(session, prediction.output_version_id),
            lambda found: self.desk.navigate("data", Reference(found.dataset, found.number)),
            key="prediction",
        )

    def _on_train_again(self) -> None:
        if self.chosen is not None:
            name = self.chosen.model.name
            self.desk.navigate("train", Reference(name, namespace=Namespace.MODEL))

    def _on_row_asked(self) -> None:
        if self.version is not None:
            self.what_if.ask(self.version)

    def _on_report(self, report: MonitorReport) -> None:
        self.desk.navigate("monitor", report.id)
