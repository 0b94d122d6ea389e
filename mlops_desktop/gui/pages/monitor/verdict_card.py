"""The answer in one sentence, with its mark and what it rests on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlops_desktop.core.monitor import Verdict
from mlops_desktop.gui.pages.monitor.watched import Shown
from mlops_desktop.gui.theme.marks import Mark, mark_of
from mlops_desktop.gui.theme.scale import SPACE_3, TextRole
from mlops_desktop.gui.widgets.badge import MarkSign
from mlops_desktop.gui.widgets.card import Card
from mlops_desktop.gui.widgets.layouts import clear, column, row
from mlops_desktop.gui.widgets.text import Text


class VerdictCard(Card):
    """Says damage before drift."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._line = row(spacing=SPACE_3)
        self.body.addLayout(self._line)

    def show_report(self, shown: Shown) -> None:
        """Show what a report says as a whole."""
        clear(self._line)
        drift = shown.drift
        words = column(spacing=2)
        headline = Text(drift.headline, TextRole.CARD_TITLE, wrap=True, parent=self)
        words.addWidget(headline.selectable())
        detail = Text(self._detail(shown), TextRole.BODY, "muted", wrap=True, parent=self)
        words.addWidget(detail.selectable())
        self._line.addWidget(MarkSign(_mark(shown), is_large=True, parent=self))
        self._line.addLayout(words, 1)

    def _detail(self, shown: Shown) -> str:
        drift = shown.drift
        rows = self.tr("{0} rows of {1} against {2} training rows of {3}.").format(
            f"{drift.n_current:,}", shown.current, f"{drift.n_reference:,}", shown.reference
        )
        if drift.days:
            days = self.tr("{0} days of {1} have come, against {2} of the backtest.").format(
                f"{drift.n_current:,}", shown.current, f"{drift.n_reference:,}"
            )
            return f"{drift.performance[0].sentence} {days}"
        if drift.flagged is not None:
            told = [drift.flagged.sentence, *(item.sentence for item in drift.performance[:1])]
            return " ".join((*told, rows))
        if drift.performance:
            return f"{drift.performance[0].sentence} {rows}"
        labels = self.tr("No true values yet: errors were not checked.")
        return f"{labels} {rows}"


def _mark(shown: Shown) -> Mark:
    """Damage is a problem; drift without known damage is to be watched."""
    damage = shown.report.performance_verdict
    if damage is Verdict.DRIFT:
        return Mark.PROBLEM
    if shown.drift.verdict is Verdict.DRIFT:
        return Mark.WATCH
    return mark_of(shown.drift.verdict if damage is Verdict.NOT_CHECKED else damage)
