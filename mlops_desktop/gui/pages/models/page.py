"""The models page: versions at the left; beside them why this one, how it errs, how it was made."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.changes import EntityKind
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.reference import Reference
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui import numerals
from mlops_desktop.gui.page import Ask, Desk
from mlops_desktop.gui.pages.models.actions import ModelActions
from mlops_desktop.gui.pages.models.browser import Browser
from mlops_desktop.gui.pages.models.catalogue import (
    Catalogue,
    Chosen,
    Pair,
    Wanted,
    first_choice,
    opponent,
    read_catalogue,
    read_pair,
)
from mlops_desktop.gui.pages.models.compare_card import CompareCard
from mlops_desktop.gui.pages.models.measuring import Measurer
from mlops_desktop.gui.pages.models.ready_card import ReadyCard
from mlops_desktop.gui.pages.models.version_tabs import VersionTabs
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.layouts import boxed, column, row
from mlops_desktop.gui.widgets.states import EmptyState, PageStates
from mlops_desktop.gui.widgets.tabs import TabbedArea
from mlops_desktop.services import promotion
from mlops_desktop.services.models import ModelRow
from mlops_desktop.services.promotion import PromotionCheck

_WIDTH = 300


class ModelsPage(VersionTabs):
    """Which version, and why this one?"""

    key, title, icon = "models", "Models", "models"
    interested_in = frozenset(
        {
            EntityKind.MODEL,
            EntityKind.STAGE,
            EntityKind.POLICY,
            EntityKind.PREDICTION,
            EntityKind.REPORT,
        }
    )
    help_topic = "models"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted: Reference | None = None
        self._ask: Ask | None = None
        self._checks: dict[str, PromotionCheck] = {}
        self.browser = Browser(self)
        self.compare = CompareCard(self)
        self.ready = ReadyCard(self)
        self.measurer = Measurer(self)
        self.actions_ = ModelActions(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        why = column(self.compare, self.ready, None, spacing=SPACE_4)
        why.setStretch(0, 0)
        self.area = TabbedArea(self.tr("About the version"), parent=self)
        self.area.add_tab(self.tr("Why this one"), lambda: boxed(why))
        self.add_tabs(self.area)
        self.version_states = PageStates(self.area, parent=self)
        layout = row(spacing=SPACE_4)
        layout.addWidget(self.browser)
        layout.addWidget(self.version_states, 1)
        self.content.setLayout(layout)
        self._set_width()
        theme.notifier().changed.connect(self._set_width)
        self._import = self.header.add_button(self.tr("Import a model…"), self._on_import)
        self._score = self.header.add_button(self.tr("Score a file…"), self._on_score)
        self.header.add_widget(self.actions_.button())
        self._show_header()

    def _set_width(self) -> None:
        self.browser.setFixedWidth(min(theme.px(_WIDTH), 380))

    def _connect(self) -> None:
        self.browser.model_chosen.connect(self._on_model)
        self.browser.versions_chosen.connect(self._on_versions)
        self.browser.hidden_wanted.connect(self._on_hidden)
        self.browser.set_menus(self.actions_.of_row, self.actions_.of_version)
        self.compare.other_chosen.connect(self._on_other)
        self.ready.check_wanted.connect(self._on_check)
        self.actions_.reproduce_wanted.connect(self.ask_to_reproduce)
        self.ready.policy_wanted.connect(self._on_policy)
        self.measurer.measured.connect(self._on_measured)
        self.measurer.failed.connect(self.compare.show_failed)
        self.measurer.advanced.connect(self.compare.show_step)
        self.measurer.cancelled.connect(self.compare.show_cancelled)
        self.compare.table.failed = self.show_error

    def make_empty(self) -> EmptyState:
        """Say what would be here, with the one button that brings it."""
        return EmptyState(
            "models",
            self.tr("No model yet."),
            self.tr("Train a model…"),
            self._on_train,
            detail=self.tr("Each method you train becomes a numbered version here."),
            parent=self,
        )

    # Looking ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read models and versions again."""
        session = self.desk.session
        include_hidden = self.browser.hidden.isChecked()
        wanted = Wanted(
            self._wanted.name if self._wanted is not None else "",
            self.chosen.model.id if self.chosen is not None else "",
        )
        self.load(
            lambda: read_catalogue(session, wanted, include_hidden=include_hidden),
            self._on_catalogue,
        )

    def show_reference(self, ref: object) -> None:
        """Show a model or a version, or begin what a command asked for."""
        if isinstance(ref, Ask):
            self._ask = ref
        elif isinstance(ref, Reference):
            self._wanted = ref
        elif isinstance(ref, str) and ref:
            name, _, number = ref.removeprefix("model:").partition("@")
            self._wanted = Reference(name, int(number) if number.isdigit() else None)
        self.refresh()

    def _on_catalogue(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        chosen = catalogue.chosen
        if chosen is None:
            self._pair = None
            self._show_nothing()
            return
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted.name != chosen.model.name:
            self.show_error(UserError("models.unknown", name=wanted.name))
            wanted = None
        target = chosen.version(wanted.number) if wanted is not None else None
        if target is not None and target.is_hidden:
            self.browser.hidden.blockSignals(True)
            self.browser.hidden.setChecked(True)
            self.browser.hidden.blockSignals(False)
        self.states.show_content()
        self.browser.blockSignals(True)
        self.browser.show_catalogue(catalogue)
        if target is not None:
            self.browser.choose(target)
        elif wanted is not None or not self.browser.selection():
            include_hidden = self.browser.hidden.isChecked()
            first = first_choice(chosen, include_hidden=include_hidden)
            if first is not None:
                self.browser.choose(first)
        self.browser.blockSignals(False)
        self._on_versions()
        self._begin_if_asked()

    def _show_nothing(self) -> None:
        self._show_header()
        if not self._catalogue.rows:
            self.states.show_empty()
            return
        self.states.show_content()
        self.browser.show_catalogue(self._catalogue)
        self.version_states.show_empty(
            EmptyState("hide", self.tr("All models are hidden."), parent=self)
        )

    def _on_model(self, model: ModelRow) -> None:
        self._wanted = Reference(model.model.name)
        self.refresh()

    def _on_hidden(self, _wanted: bool) -> None:
        self.refresh()

    def _on_versions(self) -> None:
        chosen, selection = self.chosen, self.browser.selection()
        if chosen is None or not selection:
            self._show_header()
            return
        version = selection[0]
        other = selection[1] if len(selection) > 1 else opponent(chosen, version)
        self._load_pair(version, other)

    def _on_other(self, version_id: str) -> None:
        version, chosen = self.version, self.chosen
        if version is not None and chosen is not None:
            self._load_pair(version, chosen.by_id(version_id))

    def _load_pair(self, version: ModelVersion, other: ModelVersion | None) -> None:
        session = self.desk.session
        self.version_states.show_loading()
        self.load(
            lambda: read_pair(session, version, other),
            self._on_pair,
            key="version",
            failed=self._on_pair_failed,
        )

    def _on_pair_failed(self, error: UserError) -> None:
        self.version_states.show_failed(error, self.refresh)

    def _on_pair(self, pair: Pair) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        self._pair = pair
        selected, other = self.browser.selection(), pair.other
        self._selected = selected
        if len(selected) < 2:
            self._selected = (pair.details.version, *([other.version] if other else []))
        self.version_states.show_content()
        self._show_header()
        self._show_comparison(pair, chosen)
        self._show_ready(pair.details.version, chosen)
        for show in self._shows:
            show(pair, chosen)

    def _show_comparison(self, pair: Pair, chosen: Chosen) -> None:
        version = pair.details.version
        others = [item for item in chosen.versions if item.id != version.id]
        if pair.other is None:
            self.compare.show_pair(pair, None, others)
            return
        other = pair.other.version
        same = self.measurer.known(other, version)
        self.compare.show_pair(pair, same, others)
        if same is None:
            self.measurer.measure(other, version)
        else:
            self.measurer.forget()

    def _on_measured(self, first: str, second: str) -> None:
        pair, chosen = self._pair, self.chosen
        if pair is None or pair.other is None or chosen is None:
            return
        if (pair.other.version.id, pair.details.version.id) == (first, second):
            self._show_comparison(pair, chosen)

    def _show_ready(self, version: ModelVersion, chosen: Chosen) -> None:
        if version.stage is Stage.PRODUCTION:
            events = [e for e in chosen.history if e.version_id == version.id]
            self.ready.show_in_production(events[-1] if events else None, chosen.policy)
            return
        known = self._checks.get(self._check_key(version, chosen))
        if known is not None:
            self.ready.show_check(known)
        else:
            self.ready.show_rules(version, chosen.policy)

    @staticmethod
    def _check_key(version: ModelVersion, chosen: Chosen) -> str:
        """What a check depends on: once any of it changes, it must be asked again."""
        present = chosen.production.id if chosen.production is not None else ""
        return f"{version.id} {version.stage} {present} {chosen.policy.number}"

    def _show_header(self) -> None:
        chosen, version = self.chosen, self.version
        self.actions_.show_for(chosen, version)
        # Where there is a model, it stands among the actions of it.
        self._import.setVisible(chosen is None)
        self._score.setVisible(version is not None and version.stage is not Stage.PRODUCTION)
        if chosen is None or version is None:
            self.header.set_title(self.title, "")
            self.header.hide_primary()
            return
        self.header.set_title(chosen.model.name, subtitle(chosen))
        if version.stage is Stage.PRODUCTION:
            self.header.set_primary(self.tr("Score a file…"), self._on_score)
        else:
            words = self.tr("Promote v{0}…").format(version.number)
            self.header.set_primary(words, self._on_promote)

    # Doing --------------------------------------------------------------------------------

    def _begin_if_asked(self) -> None:
        ask, self._ask = self._ask, None
        if ask is None or self.chosen is None:
            return
        version = self.chosen.production or first_choice(self.chosen, include_hidden=False)
        if version is not None:
            begin = {Ask.SCORE: self.actions_.score, Ask.CHECK_ANSWERS: self.actions_.check}
            begin[ask](version)

    def _on_train(self) -> None:
        self.desk.navigate("train")

    def _on_import(self) -> None:
        self.actions_.importing.ask()

    def _on_score(self) -> None:
        if self.version is not None:
            self.actions_.score(self.version)

    def _on_promote(self) -> None:
        if self.version is not None:
            self.actions_.promote(self.version)

    def _on_policy(self) -> None:
        if self.chosen is not None:
            self.actions_.change_policy(self.chosen)

    def _on_check(self) -> None:
        version, chosen = self.version, self.chosen
        if version is None or chosen is None:
            return
        session, label, key = self.desk.session, version.label, self._check_key(version, chosen)
        self.ready.show_running()

        def take(found: PromotionCheck) -> None:
            self._checks[key] = found
            if self.version is not None and self.version.id == found.version.id:
                self.ready.show_check(found)

        self.job(
            self.tr("Checking {0}").format(label),
            lambda work: promotion.check(session, label, Stage.PRODUCTION, work),
            take,
            failed=self.ready.show_failed,
        )


def subtitle(chosen: Chosen) -> str:
    """Return the model's state in words."""
    model, present = chosen.model, chosen.production
    parts = [
        f"Predicts {model.target}" if model.target else "Finds unusual rows",
        numerals.counted(len(chosen.versions), "version"),
        f"v{present.number} is in production" if present else "none is in production",
    ]
    return " · ".join(parts)
