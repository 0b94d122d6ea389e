"""What the strip says about the log: verified with its four words, or not yet."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mlops_desktop.core.audit import Verification
from mlops_desktop.gui.jobs_strip import JobsStrip
from mlops_desktop.gui.page import Desk

if TYPE_CHECKING:
    from mlops_desktop.jobs.work import Work
    from mlops_desktop.services.session import Session

LARGEST_UNASKED = 256 * 1024 * 1024
"""Projects with more bytes are verified when the person asks for it."""


class LogState(QObject):
    """Verifies a small project once after it was opened, and shows every verification."""

    def __init__(self, desk: Desk, strip: JobsStrip) -> None:
        super().__init__(strip)
        self._desk, self._strip = desk, strip
        # After the first page has been asked for: nobody waits for this.
        self._later = QTimer(self, singleShot=True, interval=700)
        self._later.timeout.connect(self._verify)
        desk.session_changed.connect(self._on_session_changed)
        desk.verified.connect(self.show_verification)

    def show_verification(self, found: Verification) -> None:
        """Show what a verification found."""
        if found.is_sound:
            text = self.tr("Log verified · {0}").format(found.words)
            moment = datetime.now().astimezone().strftime("%H:%M")
            tip = self.tr("{0} entries and {1} files, checked at {2}").format(
                found.entries, found.objects, moment
            )
            self._strip.set_log_state(text, "muted", tip)
            return
        count = len(found.problems)
        self._strip.set_log_state(
            self.tr("▲ {0} things do not verify: see Audit").format(count),
            "bad",
            "; ".join(problem.detail for problem in found.problems[:3]),
        )

    def _on_session_changed(self) -> None:
        self._later.stop()
        self._strip.set_log_state("")
        if self._desk.has_session:
            self._strip.set_log_state(self.tr("Log not verified yet"))
            self._later.start()

    def _verify(self) -> None:
        if self._desk.has_session:
            self._desk.gateway.job(
                self.tr("Verifying"),
                _Verify(self._desk.session),
                self._on_answer,
                owner=self,
                is_quiet=True,
            )

    def _on_answer(self, found: Verification | None) -> None:
        if found is not None and self._desk.has_session:
            self._desk.verified.emit(found)


class _Verify:
    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self, work: Work) -> Verification | None:
        from mlops_desktop.services import audit

        size = 0
        for folder, _, names in os.walk(self._session.info.path):
            for name in names:
                with suppress(OSError):  # other jobs' files may go meanwhile, or the whole folder
                    size += (Path(folder) / name).stat().st_size
            if size > LARGEST_UNASKED:
                return None
        return audit.verify(self._session, work)
