"""The result of a verification, in plain words."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.audit import Problem, Verification
from mlops_desktop.gui.pages.audit.tables import number, problem_columns
from mlops_desktop.gui.theme.marks import Mark
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.badge import MarkSign
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import clear, column, row
from mlops_desktop.gui.widgets.table_panel import TablePanel
from mlops_desktop.gui.widgets.text import Text


class ProofCard(Card):
    """Says whether everything verifies, and names what does not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._line = row(spacing=SPACE_3)
        self.body.addLayout(self._line)
        self.problems: TablePanel[Problem] = TablePanel(problem_columns(), "problems", parent=self)
        self.add(self.problems)
        self.show_unknown()

    def show_unknown(self) -> None:
        """Say that nothing was verified since the project was opened."""
        self._say(
            Mark.NONE,
            self.tr("Not verified since the project was opened"),
            self.tr(
                "Verifying reads the whole log, compares every fact with it and hashes every file."
            ),
        )
        self.problems.hide()

    def show_result(self, found: Verification) -> None:
        """Say what a verification found."""
        read = self.tr("{0} log entries, {1} facts and {2} files were checked.").format(
            number(found.entries), number(found.facts), number(found.objects)
        )
        if found.is_sound:
            head = self.tr("Log head: {0}. Compare these words with a noted head.")
            self._say(
                Mark.FINE,
                self.tr("Nothing was altered"),
                f"{read} {head.format(found.words)}",
            )
        else:
            advice = self.tr("Keep the project as it is and restore a copy.")
            count = number(len(found.problems))
            title = (
                self.tr("One thing does not verify")
                if len(found.problems) == 1
                else self.tr("{0} things do not verify").format(count)
            )
            self._say(Mark.PROBLEM, title, f"{read} {advice}")
        self.problems.set_records(found.problems)
        self.problems.fit_height(6)
        self.problems.setVisible(not found.is_sound)

    def _say(self, mark: Mark, title: str, detail: str) -> None:
        clear(self._line)
        words = column(spacing=2)
        words.addWidget(Text(title, TextRole.CARD_TITLE, parent=self))
        words.addWidget(Text(detail, TextRole.BODY, "muted", wrap=True, parent=self).selectable())
        self._line.addWidget(MarkSign(mark, is_large=True, parent=self))
        self._line.addLayout(words, 1)
