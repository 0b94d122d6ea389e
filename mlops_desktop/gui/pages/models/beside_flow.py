"""Puts the selected versions side by side: reads, measures, compares their data, saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from mlops_desktop.core.comparison import MOST_VERSIONS, Aspect, ChangedRow
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.stage import Stage
from mlops_desktop.gui import numerals
from mlops_desktop.gui.job import Job
from mlops_desktop.gui.page import Page
from mlops_desktop.gui.pages.models.beside_view import BesideView
from mlops_desktop.gui.pages.models.measuring import SETTLE_MS
from mlops_desktop.gui.pages.models.what_if import WhatIf
from mlops_desktop.gui.widgets.file_dialogs import choose_save_file
from mlops_desktop.jobs.requests import Compared
from mlops_desktop.services import models, version_differences
from mlops_desktop.services.models import DataChange, VersionDetails
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class _Read:
    """What is known of versions without measuring."""

    versions: tuple[VersionDetails, ...]
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class _Measured:
    """What took its time; versions never change, so neither does this."""

    compared: Compared
    data: tuple[DataChange, ...]


class BesideFlow(QObject):
    """Works for the view of versions side by side; measures only while it is looked at."""

    def __init__(self, page: Page, view: BesideView, what_if: WhatIf) -> None:
        super().__init__(page)
        self._page, self.view, self._what_if = page, view, what_if
        self._wanted: tuple[ModelVersion, ...] = ()
        self._shown: tuple[str, ...] = ()
        self._read: _Read | None = None
        self._known: dict[tuple[str, ...], _Measured] = {}
        self._job: Job | None = None
        self._later = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._later.timeout.connect(self._measure)
        view.looked_at.connect(self._begin)
        view.reference_chosen.connect(self._on_reference)
        view.rows_wanted.connect(self._on_save)
        view.row_opened.connect(self._on_row)

    @property
    def is_measured(self) -> bool:
        """Whether all that is shown is measured."""
        return bool(self._shown) and self._shown in self._known

    def show_selection(self, selected: Sequence[ModelVersion]) -> None:
        """Put these side by side, the one in production or the oldest as the reference."""
        oldest = sorted(selected, key=lambda item: item.number)
        reference = next((v for v in oldest if v.stage is Stage.PRODUCTION), None)
        reference = reference or (oldest[0] if oldest else None)
        rest = [item for item in selected if reference is None or item.id != reference.id]
        self._wanted = (reference, *rest) if reference is not None else ()
        if self.view.isVisible():
            self._begin()

    def _begin(self) -> None:
        wanted = self._wanted
        ids = tuple(item.id for item in wanted)
        if ids == self._shown and ids:
            return
        self._shown, self._read = ids, None
        if len(wanted) < 2:
            self.view.show_alone()
            return
        if len(wanted) > MOST_VERSIONS:
            self.view.show_failed(
                UserError("usage.compare_many", count=len(wanted), most=MOST_VERSIONS)
            )
            return
        session, labels = self._page.desk.session, tuple(item.label for item in wanted)
        self._page.load(
            lambda: _read(session, labels),
            self._on_read,
            key="side by side",
            failed=self.view.show_failed,
        )

    def _on_read(self, found: _Read) -> None:
        self._read = found
        self.view.show_versions(found.versions, found.aspects)
        if self._shown in self._known:
            self._show(self._known[self._shown])
        else:
            self._later.start()

    def _measure(self) -> None:
        read = self._read
        if read is None or self._job is not None or self._shown in self._known:
            return
        session, ids = self._page.desk.session, self._shown
        versions = read.versions
        names = ", ".join(f"v{item.version.number}" for item in versions)
        self._job = self._page.desk.gateway.job(
            self.tr("Comparing {0}").format(names),
            lambda work: _Measured(
                models.measure(session, [v.version for v in versions], work, models.LISTED),
                models.data_changes(session, versions, work),
            ),
            partial(self._on_measured, ids),
            self._on_failed,
            owner=self,
            is_quiet=True,
        )
        self._job.advanced.connect(self._on_advanced)

    def _on_advanced(self) -> None:
        if self._job is not None and not self._job.state.is_final:
            self.view.show_step(self._job.step.phase)

    def _on_measured(self, ids: tuple[str, ...], found: _Measured) -> None:
        self._job = None
        self._known[ids] = found
        if ids == self._shown and self._read is not None:
            self._show(found)
        else:
            self._later.start()

    def _show(self, found: _Measured) -> None:
        self.view.show_measured(found.compared.same_rows, found.compared.changed)
        self.view.show_days(found.compared.days)
        self.view.show_data(found.data)

    def _on_failed(self, error: UserError) -> None:
        self._job = None
        self.view.show_trouble(error)

    def _on_reference(self, version_id: str) -> None:
        chosen = [item for item in self._wanted if item.id == version_id]
        self._wanted = (*chosen, *(item for item in self._wanted if item.id != version_id))
        self._begin()

    # Rows ---------------------------------------------------------------------------------

    def _on_row(self, row: ChangedRow) -> None:
        found = self._known.get(self._shown)
        if found is not None and self._wanted:
            newest = max(self._wanted, key=lambda item: item.number)
            self._what_if.ask(newest, found.compared.changed.table, row.row + 1)

    def _on_save(self) -> None:
        labels = "_".join(f"v{item.number}" for item in self._wanted)
        choose_save_file(
            self._page,
            self.tr("Save the rows whose answer changes"),
            f"{self._wanted[0].model}_{labels}_changed.csv",
            "CSV (*.csv)",
            self.write,
        )

    def write(self, path: Path) -> None:
        """Write all rows whose answer changes as CSV."""
        page, session, wanted = self._page, self._page.desk.session, self._wanted
        page.job(
            self.tr("Saving the rows whose answer changes"),
            lambda work: models.measure(session, wanted, work, rows_to=path),
            lambda found: page.desk.say(
                self.tr("{0} written to {1}.").format(
                    numerals.counted(found.changed.total, "row"), path
                )
            ),
        )


def _read(session: Session, labels: tuple[str, ...]) -> _Read:
    details = models.side_by_side(session, tuple(f"model:{label}" for label in labels))
    return _Read(details, version_differences.aspects(session, details))
