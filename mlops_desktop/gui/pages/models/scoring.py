"""Scoring from first question to saved file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from mlops_desktop.core.dataset import DatasetVersion
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui import numerals
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.models.dialogs import ScoredDialog, ScoreDialog, Source
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.services import datasets, exports, scoring
from mlops_desktop.services.scoring import ScoreSummary


class Scoring(QObject):
    """Asks what to score, scores, tells what was found, saves."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page

    def ask(self, version: ModelVersion) -> None:
        """Ask which rows a version shall predict."""
        session = self._page.desk.session
        self._page.load(
            lambda: datasets.newest_tables(session), partial(self._open, version), key="tables"
        )

    def _open(self, version: ModelVersion, tables: tuple[DatasetVersion, ...]) -> None:
        ScoreDialog(self._page, version, tables, partial(self.score, version)).open()

    def score(self, version: ModelVersion, source: Source, name: str) -> None:
        """Score in the background."""
        page, session, label = self._page, self._page.desk.session, version.label
        words = source.name if isinstance(source, Path) else source.removeprefix("data:")
        page.job(
            self.tr("Scoring {0} with {1}").format(words, label),
            lambda work: scoring.score(session, f"model:{label}", source, work, name or None),
            self._on_scored,
        )

    def _on_scored(self, summary: ScoreSummary) -> None:
        ScoredDialog(
            self._page, summary, partial(self._save, summary), partial(self.show, summary)
        ).open()

    def show(self, summary: ScoreSummary) -> None:
        """Go to the predictions."""
        made = summary.predictions
        ref = Reference(made.dataset, made.number, namespace=Namespace.DATA)
        self._page.desk.navigate("data", ref)

    def _save(self, summary: ScoreSummary) -> None:
        made = summary.predictions
        choose_save_file(
            self._page,
            self.tr("Save the predictions"),
            f"{made.dataset}_v{made.number}.csv",
            "CSV (*.csv)",
            partial(self.write, summary),
        )

    def write(self, summary: ScoreSummary, path: Path) -> None:
        """Write the predictions as CSV."""
        page, session = self._page, self._page.desk.session
        label = summary.predictions.label
        page.job(
            self.tr("Saving {0}").format(label),
            lambda work: exports.export_csv(session, f"data:{label}", path, work),
            lambda rows: page.desk.say(
                self.tr("{0} written to {1}.").format(numerals.counted(rows, "row"), path)
            ),
        )
