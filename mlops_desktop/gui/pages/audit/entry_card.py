"""One log entry in full: who, when, why, every changed column, and its link in the chain."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.audit import AuditEntry, FieldChange
from mlops_desktop.gui.pages.audit.tables import change_columns, local_time
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.facts import FactsList
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text
from mlops_desktop.services import activity

_MOST_LINES = 40
"""So many changes are shown at once; more of them scroll within their table."""


class EntryCard(Card):
    """Shows the chosen entry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.set_title(self.tr("Entry"))
        self._hint = Text(self.tr("Choose an entry."), TextRole.BODY, "muted", parent=self)
        self._facts = FactsList(is_wrapping=True, align_right=False, parent=self)
        self.changes: TablePanel[FieldChange] = TablePanel(change_columns(), "changes", parent=self)
        self.add(self._hint)
        self.add(self._facts)
        self.add(self.changes)
        self.header.addWidget(self.changes.menu_button())
        self.show_entry(None)

    def show_entry(self, entry: AuditEntry | None) -> None:
        """Show an entry, or ask for one."""
        self._hint.setVisible(entry is None)
        self._facts.setVisible(entry is not None)
        self.changes.setVisible(entry is not None and bool(entry.changes))
        if entry is None:
            self.set_title(self.tr("Entry"), "")
            return
        self.set_title(self.tr("Entry {0}").format(entry.seq), entry.action)
        title, _ = activity.sentence(entry)
        self._facts.set_facts(
            (
                (self.tr("What"), title),
                (self.tr("Why"), entry.why or "–"),
                (self.tr("Outcome"), entry.outcome),
                (self.tr("Who"), f"{entry.actor.name} ({entry.actor.os_user})"),
                (self.tr("When"), self.tr("{0} local").format(local_time(entry))),
                (self.tr("Link"), f"{entry.leaf[:16]}…"),
            )
        )
        self.changes.set_records(entry.changes)
        self.changes.fit_height(_MOST_LINES)
