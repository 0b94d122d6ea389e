"""The models, where there are several, and the versions of the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QWidget

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui import numerals
from mlops_desktop.gui.pages.models.catalogue import Catalogue, Chosen
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.marks import Mark, mark_of
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import FilterBox
from mlops_desktop.gui.widgets.layouts import column
from mlops_desktop.gui.widgets.record_list import ListLine, RecordList
from mlops_desktop.gui.widgets.states import PageStates
from mlops_desktop.services.models import ModelRow

_MOST_MODELS = 4
_FILTER_FROM = 13
_LINE_HEIGHT = 66


def model_line(row: ModelRow) -> ListLine:
    """Return how a model stands in the list."""
    badge: tuple[str, Mark] | None = None
    if row.model.is_hidden:
        badge = ("hidden", Mark.NONE)
    elif row.production is not None:
        badge = (f"v{row.production.number}", Mark.PRODUCTION)
    elif row.staging is not None:
        badge = (f"v{row.staging.number}", Mark.STAGING)
    versions = numerals.counted(row.model.newest, "version")
    does = f"predicts {row.model.target}" if row.model.target else "finds unusual rows"
    return ListLine(
        row.model.name,
        f"{does} · {versions}",
        badge=badge,
        tooltip=row.model.name,
    )


class VersionLine:
    """How a version stands in the list; numbers below one another have the same decimals."""

    def __init__(self) -> None:
        self._decimals = 1

    def measure(self, versions: Sequence[ModelVersion]) -> None:
        """Take the decimals that suit these versions."""
        self._decimals = numerals.decimals_for([item.value for item in versions])

    def __call__(self, version: ModelVersion) -> ListLine:
        """Return how a version stands in the list."""
        method = algorithm(version.algorithm).title
        spread = numerals.span(version.low, version.high, self._decimals)
        badge = ("hidden", Mark.NONE) if version.is_hidden else None
        unknown = " (on which rows it learned is not known)" if version.is_imported else ""
        return ListLine(
            f"v{version.number}",
            f"{method} · {numerals.day(version.created_at)}",
            aside=numerals.fixed(version.value, self._decimals),
            aside_detail=spread,
            badge=badge or (str(version.stage), mark_of(version.stage)),
            tooltip=f"{version.label}\n{method}{unknown}, {numerals.moment(version.created_at)}, "
            f"by {version.created_by}\n{metric(version.metric).title}, 95 % range {spread or '–'}",
            is_tinted=version.stage is Stage.PRODUCTION,
        )


class Browser(QWidget):
    """Models and versions.

    Signals:
        model_chosen(ModelRow): the person chose another model.
        versions_chosen(): another version, or several, are selected.
        hidden_wanted(bool): whether hidden ones are to be listed.
    """

    model_chosen = Signal(object)
    versions_chosen = Signal()
    hidden_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: Chosen | None = None
        self._describe = VersionLine()
        self.models: RecordList[ModelRow] = RecordList(
            model_line, self.tr("Models"), key=lambda row: row.model.id, parent=self
        )
        self.versions: RecordList[ModelVersion] = RecordList(
            self._describe,
            self.tr("Versions"),
            key=lambda version: version.id,
            allows_many=True,
            parent=self,
        )
        self.filter = FilterBox(self.tr("Filter versions"), parent=self)
        self.filter.setMinimumWidth(80)
        self.hidden = QCheckBox(self.tr("Show hidden"), self)
        self.states = PageStates(self.versions, parent=self)
        self.models_card = Card(self.tr("Models"), parent=self).add(self.models, stretch=1)
        self._lower = Card(self.tr("Versions"), parent=self)
        self._lower.add(self.filter)
        self._lower.add(self.states, stretch=1)
        self._lower.add(self.hidden)
        layout = column(spacing=SPACE_4)
        layout.addWidget(self.models_card)
        layout.addWidget(self._lower, 1)
        self.setLayout(layout)
        self.hidden.toggled.connect(self.hidden_wanted)
        self.filter.textChanged.connect(self._on_filter)
        self.models.selected.connect(self._on_model)
        self.versions.selected.connect(self._on_versions)

    def set_menus(
        self,
        of_model: Callable[[ModelRow], Sequence[QAction]],
        of_version: Callable[[ModelVersion], Sequence[QAction]],
    ) -> None:
        """Say what the context menus offer."""
        self.models.menu_for = of_model
        self.versions.menu_for = of_version

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Show models and versions; what is selected stays selected while it is listed."""
        include_hidden = self.hidden.isChecked()
        rows = catalogue.shown(include_hidden=include_hidden)
        self.hidden.setVisible(catalogue.hidden > 0 or include_hidden)
        self.hidden.setText(self.tr("Show hidden ({0})").format(catalogue.hidden))
        self.models.set_records(rows)
        self.models_card.setVisible(len(rows) > 1)
        lines = min(len(rows), _MOST_MODELS)
        self.models_card.setFixedHeight(lines * theme.px(_LINE_HEIGHT) + theme.px(62))
        self._chosen = catalogue.chosen
        if self._chosen is not None:
            model_id = self._chosen.model.id
            short = metric(self._chosen.model.deciding_metric).short
            self._lower.set_title(self.tr("Versions"), self.tr("{0}, 95 % range").format(short))
            self.models.blockSignals(True)
            self.models.select(lambda row: row.model.id == model_id)
            self.models.blockSignals(False)
        self._fill()

    def choose(self, version: ModelVersion) -> bool:
        """Select a version alone; say whether it is listed."""
        if self.filter.text() and version not in self.versions.records():
            self.filter.clear()
        self.versions.view.clearSelection()
        return self.versions.select(lambda item: item.id == version.id)

    def selection(self) -> tuple[ModelVersion, ...]:
        """Return the selected versions, newest first."""
        return self.versions.selection()

    def _fill(self) -> None:
        listed = self._chosen.shown(include_hidden=self.hidden.isChecked()) if self._chosen else ()
        self.filter.setVisible(len(listed) >= _FILTER_FROM or bool(self.filter.text()))
        wanted = self.filter.text().strip().casefold()
        shown = [item for item in listed if wanted in _words(item)]
        self._describe.measure(listed)
        self.versions.set_records(shown)
        if shown or not listed:
            self.states.show_content()
        else:
            words = self.tr("No version matches “{0}”.").format(self.filter.text().strip())
            self.states.show_filtered(words, self.filter.clear)

    def _on_filter(self, _text: str) -> None:
        self._fill()

    def _on_model(self, row: ModelRow | None) -> None:
        if row is not None and (self._chosen is None or row.model.id != self._chosen.model.id):
            self.model_chosen.emit(row)

    def _on_versions(self, _version: ModelVersion | None) -> None:
        self.versions_chosen.emit()


def _words(version: ModelVersion) -> str:
    method = algorithm(version.algorithm).title
    return f"v{version.number} {version.label} {version.stage} {method}".casefold()
