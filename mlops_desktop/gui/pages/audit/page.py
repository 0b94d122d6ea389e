"""The audit page: proof above, the log below it, stages as of a day and details at the right."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.audit import AuditEntry, Verification
from mlops_desktop.core.changes import EntityKind
from mlops_desktop.gui.damage import DamageNotice
from mlops_desktop.gui.page import Ask, Desk, Page
from mlops_desktop.gui.pages.audit.as_of_card import AsOfCard
from mlops_desktop.gui.pages.audit.entry_card import EntryCard
from mlops_desktop.gui.pages.audit.proof_card import ProofCard
from mlops_desktop.gui.pages.audit.tables import log_columns, number
from mlops_desktop.gui.theme.scale import SPACE_4
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.forms import FilterBox
from mlops_desktop.gui.widgets.layouts import boxed, column, row, scrolling
from mlops_desktop.gui.widgets.states import PageStates
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.services import audit, promotion
from mlops_desktop.services.audit import LogFilter

_PAGE = 200


class AuditPage(Page):
    """The log, its verification, and what stood where on any day."""

    key, title, icon = "audit", "Audit", "audit"
    interested_in = frozenset({EntityKind.AUDIT})
    help_topic = "audit"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._wanted: int | None = None
        self.proof = ProofCard(self)
        self.entry = EntryCard(self)
        self.as_of = AsOfCard(self)
        self.damage = DamageNotice(self)
        self.filter = FilterBox(self.tr("Filter the log"), parent=self)
        self.table: TablePanel[AuditEntry] = TablePanel(
            log_columns(), "log", key=lambda entry: entry.seq, parent=self
        )
        self.log_states = PageStates(self.table, parent=self)
        self._lay_out()
        self.table.selected.connect(self._on_selected)
        self.table.filtered.connect(self._on_filtered)
        self.filter.textChanged.connect(self.table.set_filter_anywhere)
        self.as_of.asked.connect(self._ask_stages)
        desk.verified.connect(self.proof.show_result)
        if desk.verification is not None:
            self.proof.show_result(desk.verification)
        for table in (self.table, self.entry.changes, self.as_of.table, self.proof.problems):
            table.failed = self.show_error

    def _lay_out(self) -> None:
        log = Card(self.tr("Log"), parent=self)
        log.header.addWidget(self.filter)
        log.header.addWidget(self.table.menu_button())
        log.add(self.log_states, stretch=1)
        beside = column(spacing=SPACE_4)
        beside.addWidget(self.as_of)
        beside.addWidget(self.entry)
        beside.addStretch(1)
        side = scrolling(boxed(beside, self), self)
        below = row(spacing=SPACE_4)
        below.addWidget(log, 7)
        below.addWidget(side, 5)
        layout = column(spacing=SPACE_4)
        layout.addWidget(self.proof)
        layout.addLayout(below, 1)
        self.content.setLayout(layout)
        self.header.set_primary(self.tr("Verify"), self.verify)

    def refresh(self) -> None:
        """Read the newest entries and the stages of the chosen day."""
        session = self.desk.session
        wanted = LogFilter(limit=_PAGE)
        self.load(lambda: (audit.log(session, wanted), audit.count(session)), self._on_log)
        self._ask_stages(self.as_of.moment())
        self.damage.look()

    def show_reference(self, ref: object) -> None:
        """Choose an entry by its number, or verify."""
        if ref is Ask.VERIFY:
            self.verify()
        elif isinstance(ref, int):
            self._wanted = ref
            if self.table.model.rowCount():
                self._choose_wanted()

    def verify(self) -> None:
        """Verify the whole project in the background."""
        session = self.desk.session
        self.job(self.tr("Verifying"), lambda work: audit.verify(session, work), self._on_verified)

    def _on_verified(self, found: Verification) -> None:
        self.desk.verified.emit(found)

    def _on_log(self, answer: tuple[tuple[AuditEntry, ...], int]) -> None:
        entries, count = answer
        has_more = len(entries) < count
        self.states.show_content()
        self.log_states.show_content()
        self.table.set_records(entries, self._load_more if has_more else None)
        self.header.set_subtitle(
            self.tr("{0} entries; each is chained to the one before it").format(number(count))
        )
        self._choose_wanted()
        if self.table.current() is None:
            self.table.select(lambda _entry: True)

    def _load_more(self, _shown: int) -> None:
        session = self.desk.session
        oldest = self.table.model.records[-1].seq
        wanted = LogFilter(limit=_PAGE, before_seq=oldest)
        self.load(lambda: audit.log(session, wanted), self._on_more, key="more")

    def _on_more(self, entries: tuple[AuditEntry, ...]) -> None:
        is_last = not entries or entries[-1].seq == 1
        self.table.append_records(entries, is_last=is_last)

    def _choose_wanted(self) -> None:
        if self._wanted is None:
            return
        wanted, self._wanted = self._wanted, None
        if not self.table.select(lambda entry: entry.seq == wanted):
            session = self.desk.session
            self.load(lambda: audit.entry(session, wanted), self._on_selected, key="entry")

    def _on_selected(self, entry: AuditEntry | None) -> None:
        self.entry.show_entry(entry)

    def _on_filtered(self, count: int) -> None:
        if count or not self.filter.text():
            self.log_states.show_content()
        else:
            words = self.tr("No loaded entry matches “{0}”.").format(self.filter.text())
            self.log_states.show_filtered(words, self.filter.clear)

    def _ask_stages(self, moment: datetime) -> None:
        session = self.desk.session
        self.load(lambda: promotion.stages(session, moment), self.as_of.show_holders, key="stages")
