"""What needs me today? Concerns first, then where every model stands and what happened."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlops_desktop.core.changes import EntityKind
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.page import Ask, Desk, Page
from mlops_desktop.gui.pages.home.activity_card import ActivityCard
from mlops_desktop.gui.pages.home.concern_card import ConcernCard
from mlops_desktop.gui.pages.home.health_card import HealthCard
from mlops_desktop.gui.pages.home.retention_card import RetentionCard
from mlops_desktop.gui.pages.home.stage_card import StageCard
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.drop_zone import DropZone
from mlops_desktop.gui.widgets.error_card import ErrorCard
from mlops_desktop.gui.widgets.file_dialogs import TABLE_WORDS
from mlops_desktop.gui.widgets.layouts import clear, column, grid
from mlops_desktop.gui.widgets.states import EmptyState
from mlops_desktop.services import behaviour, health, home
from mlops_desktop.services.behaviour import BehaviourCheck
from mlops_desktop.services.cards import Overdue
from mlops_desktop.services.home import Concern, Overview, StageRow

MOST_CONCERNS = 3
"""Concerns shown at once; the others are a link away."""


class HomePage(Page):
    """The page that opens first."""

    key, title, icon = "home", "Home", "home"
    interested_in = frozenset(EntityKind) - {EntityKind.POLICY}
    help_topic = "home"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._needs: tuple[tuple[Concern, ...], tuple[Overdue, ...]] = ((), ())
        self._concerns = QVBoxLayout()
        self._concerns.setSpacing(SPACE_4)
        self.stages = StageCard(self)
        self.activity = ActivityCard(self)
        self.health = HealthCard(self)
        self.error = ErrorCard(
            desk.gateway, self.tr("Check for drift…"), names_version=True, parent=self
        )
        self.drop = DropZone(
            self.tr("Drop a file or a folder to import it"), self.tr(TABLE_WORDS), parent=self
        )
        # Few models leave their room to the chart below them.
        cards = grid(2, 1)
        left = column(self.stages, self.error, spacing=SPACE_4)
        left.setStretch(0, 3)
        left.setStretch(1, 1)
        right = column(self.activity, self.health, self.drop, spacing=SPACE_4)
        right.setStretch(0, 1)
        cards.addLayout(left, 0, 0)
        cards.addLayout(right, 0, 1)
        layout = column(self._concerns, spacing=SPACE_4)
        layout.addLayout(cards, 1)
        self.content.setLayout(layout)
        self.header.set_primary(self.tr("Import data…"), self._import)
        self._connect()

    def _connect(self) -> None:
        self.stages.version_opened.connect(self._on_version)
        self.stages.model_opened.connect(self._on_model)
        self.stages.health_opened.connect(self._on_health)
        self.stages.train_wanted.connect(self._on_train)
        self.stages.table.failed = self.show_error
        self.error.chart.failed = self.show_error
        self.error.check_wanted.connect(self._on_check)
        self.health.check_wanted.connect(self._on_check_answers)
        self.desk.asked_again.connect(self.health.show_problems)
        self.health.show_problems(self.desk.asked)
        self.activity.entry_opened.connect(self._on_entry)
        self.drop.file_dropped.connect(self.desk.import_file)
        self.drop.choosing.connect(self._import)

    def make_empty(self) -> EmptyState:
        """Say how to begin: one button, and the sample as the other way."""
        empty = EmptyState(
            "home",
            self.tr("This project is empty."),
            self.tr("Import data…"),
            self._import,
            detail=self.tr("Import a table, or look at a finished example first."),
            parent=self,
        )
        self.sample = LinkButton(
            self.tr("Open the sample project"), self._open_sample, parent=empty
        )
        layout = empty.layout()
        if isinstance(layout, QVBoxLayout):
            middle = Qt.AlignmentFlag.AlignHCenter
            layout.insertWidget(layout.count() - 1, self.sample, 0, middle)
        return empty

    def refresh(self) -> None:
        """Read the overview again."""
        session = self.desk.session
        self.load(lambda: home.overview(session), self._show)
        self._read_health()

    def _read_health(self) -> None:
        session = self.desk.session
        self.load(lambda: health.staged(session), self.health.show_health, key="health")

    def _show(self, overview: Overview) -> None:
        if not overview.rows and not overview.datasets:
            self.header.set_subtitle(self.tr("Nothing here yet."))
            self.header.hide_primary()
            self.states.show_empty()
            return
        self.header.set_primary(self.tr("Import data…"), self._import)
        self.header.set_subtitle(self._state(len(overview.concerns) + len(overview.overdue)))
        self._show_concerns(overview.concerns, overview.overdue)
        self.stages.show_rows(overview.rows)
        self.activity.show_activities(overview.recent)
        self._show_error(overview)
        self.states.show_content()

    def concern_cards(self) -> tuple[ConcernCard, ...]:
        """Return the cards of the concerns that are shown."""
        widgets = (self._concerns.itemAt(place) for place in range(self._concerns.count()))
        cards = (item.widget() for item in widgets if item is not None)
        return tuple(card for card in cards if isinstance(card, ConcernCard))

    def retention_cards(self) -> tuple[RetentionCard, ...]:
        """Return the cards of the datasets past their last day that are shown."""
        widgets = (self._concerns.itemAt(place) for place in range(self._concerns.count()))
        cards = (item.widget() for item in widgets if item is not None)
        return tuple(card for card in cards if isinstance(card, RetentionCard))

    def _state(self, count: int) -> str:
        if count == 0:
            return self.tr("Nothing needs you today.")
        if count == 1:
            return self.tr("One thing needs you today.")
        return self.tr("{0} things need you today.").format(count)

    def _show_concerns(self, concerns: tuple[Concern, ...], overdue: tuple[Overdue, ...]) -> None:
        if self._needs == (concerns, overdue):
            return
        self._needs = (concerns, overdue)
        shown = concerns[:MOST_CONCERNS]
        clear(self._concerns)
        for concern in shown:
            card = ConcernCard(concern, self._on_why, self._on_retrain, self.content)
            self._concerns.addWidget(card)
        if len(concerns) > len(shown):
            more = self.tr("and {0} more").format(len(concerns) - len(shown))
            self._concerns.addWidget(LinkButton(more, self._on_more, parent=self.content))
        for item in overdue[: MOST_CONCERNS - len(shown)]:
            self._concerns.addWidget(RetentionCard(item, self._on_overdue, self.content))
        self._add_more_overdue(overdue[MOST_CONCERNS - len(shown) :])

    def _add_more_overdue(self, rest: tuple[Overdue, ...]) -> None:
        """Name those that have no room for a card; the link leads to the longest overdue."""
        if rest:
            names = ", ".join(item.dataset.name for item in rest[:MOST_CONCERNS])
            if len(rest) > MOST_CONCERNS:
                names += self.tr(" and {0} more").format(len(rest) - MOST_CONCERNS)
            words = self.tr("Past the day until which they were to be kept: {0}").format(names)
            link = LinkButton(words, partial(self._on_overdue, rest[0]), parent=self.content)
            link.setObjectName("overdue")
            self._concerns.addWidget(link)

    def _show_error(self, overview: Overview) -> None:
        if overview.watched is not None:
            version, _, drift = overview.watched
            target = next(
                (row.model.target for row in overview.rows if row.model.id == version.model_id), ""
            )
            self.error.show_report(version, drift, target)
            return
        running = [row for row in overview.rows if row.production is not None]
        if not running:
            self.error.show_nothing(self.tr("No model is in production."))
        elif any(row.health.report is not None for row in running):
            self.error.show_nothing(
                self.tr("No check had actual values to compare the predictions with.")
            )
        else:
            label = running[0].production.label if running[0].production else ""
            self.error.show_nothing(
                self.tr("{0} in production has not been checked with newer rows.").format(label)
            )

    # Where clicks lead --------------------------------------------------------------------

    def _import(self) -> None:
        self.desk.import_file()

    def _open_sample(self) -> None:
        self.desk.commands.run("file.sample")

    def _on_why(self, concern: Concern) -> None:
        self.desk.navigate("monitor", concern.report.id)

    def _on_retrain(self, concern: Concern) -> None:
        self.desk.navigate("train", Reference(concern.model, namespace=Namespace.MODEL))

    def _on_overdue(self, item: Overdue) -> None:
        self.desk.navigate("data", Reference(item.dataset.name, namespace=Namespace.DATA))

    def _on_more(self) -> None:
        self.desk.navigate("monitor")

    def _on_version(self, version: ModelVersion) -> None:
        self.desk.navigate(
            "models", Reference(version.model, version.number, namespace=Namespace.MODEL)
        )

    def _on_model(self, row: StageRow) -> None:
        self.desk.navigate("models", Reference(row.model.name, namespace=Namespace.MODEL))

    def _on_health(self, row: StageRow) -> None:
        if row.health.report is not None:
            self.desk.navigate("monitor", row.health.report.id)
        else:
            self.desk.navigate("monitor", Reference(row.model.name, namespace=Namespace.MODEL))

    def _on_train(self) -> None:
        self.desk.navigate("train")

    def _on_check(self) -> None:
        self.desk.navigate("monitor", Ask.CHECK_DRIFT)

    def _on_check_answers(self) -> None:
        session = self.desk.session
        job = self.job(
            self.tr("Checking the answers of all staged versions"),
            lambda work: behaviour.check_staged(session, work),
            self._on_answers,
        )
        job.ended.connect(self._read_health)
        self.health.follow(job)

    def _on_answers(self, found: tuple[BehaviourCheck, ...]) -> None:
        self.health.show_problems(found)
        others = [item for item in found if not item.is_same]
        if not found:
            return
        if not others:
            words = self.tr("All {0} staged versions still answer the same.").format(len(found))
            self.desk.say(words if len(found) > 1 else found[0].headline, Tone.OK)
            return
        first = others[0]
        self.desk.say(first.headline, Tone.BAD, hint=first.problem or first.environments)

    def _on_entry(self, seq: int) -> None:
        self.desk.navigate("audit", seq)
