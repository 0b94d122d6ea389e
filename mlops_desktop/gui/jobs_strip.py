"""The strip at the bottom: what runs, how far, how long, Cancel; and the log's four words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlops_desktop.core.wording import duration_text
from mlops_desktop.gui.job import Job, Jobs, JobState
from mlops_desktop.gui.theme import theme
from mlops_desktop.gui.theme.scale import SPACE_3, SPACE_4, SPACE_5, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.dialog import Dialog
from mlops_desktop.gui.widgets.layouts import clear, column, row
from mlops_desktop.gui.widgets.message_bar import announce
from mlops_desktop.gui.widgets.states import IconSign
from mlops_desktop.gui.widgets.step_progress import StepProgress, ThinBar
from mlops_desktop.gui.widgets.text import ElidedText, Text
from mlops_desktop.jobs.work import WAITING

_WIDE = 960
"""From this width on, the log's words stand beside work that runs."""


class JobsStrip(QWidget):
    """The strip.

    Args:
        jobs: what it shows.
    """

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.setAccessibleName(self.tr("Running work"))
        self.setFixedHeight(theme.px(32))
        self._line = ElidedText("", TextRole.MEDIUM, parent=self)
        self._bar = ThinBar(parent=self)
        self._bar.setMinimumWidth(80)
        self._bar.setMaximumWidth(220)
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._time = Text("", TextRole.SECONDARY, "muted", tabular=True, parent=self)
        self._cancel = LinkButton(self.tr("Cancel"), self._stop, parent=self)
        self._others = LinkButton("", self._show_all, parent=self)
        self._log = Text("", TextRole.CAPTION, "muted", parent=self)
        layout = row(spacing=SPACE_3, parent=self)
        layout.setContentsMargins(SPACE_4, 0, SPACE_5, 0)
        layout.addWidget(IconSign("clock", "accent", 16, parent=self))
        layout.addWidget(self._line, 5)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._time)
        layout.addWidget(self._cancel)
        layout.addWidget(self._others)
        layout.addSpacing(SPACE_5)
        layout.addWidget(self._log)
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self.show_jobs)
        jobs.changed.connect(self.show_jobs)
        jobs.job_ended.connect(self._on_ended)
        self.show_jobs()

    def set_log_state(self, text: str, tone: str = "muted", tooltip: str = "") -> None:
        """Show what is known of the log: "Log verified · four words"."""
        self._log.setText(text)
        self._log.set_tone(tone)
        self._log.setToolTip(tooltip)

    def show_jobs(self) -> None:
        """Show the newest running job; one whose turn has not come stands behind it."""
        running = self._in_turn()
        is_running = bool(running)
        for widget in (self._bar, self._time, self._cancel):
            widget.setVisible(is_running)
        self._others.setVisible(len(running) > 1)
        self._log.setVisible(not is_running or self.width() >= theme.px(_WIDE))
        if not is_running:
            self._tick.stop()
            self._line.setText(self._last_words())
            return
        job = running[0]
        self._line.setText(job.line)
        self._bar.set_fraction(job.step.fraction)
        self._bar.setAccessibleName(job.title)
        self._time.setText(job.time_text)
        self._cancel.setEnabled(job.state is JobState.RUNNING)
        self._others.setText(self.tr("and {0} more").format(len(running) - 1))
        if not self._tick.isActive():
            self._tick.start()

    def _last_words(self) -> str:
        ended = [job for job in self._jobs.all() if job.state.is_final]
        if not ended:
            return self.tr("Nothing running")
        return end_words(ended[0])

    def _in_turn(self) -> list[Job]:
        return sorted(self._jobs.running(), key=lambda job: job.step.phase == WAITING)

    def _stop(self) -> None:
        running = self._in_turn()
        if running:
            running[0].cancel()

    def _on_ended(self, job: Job) -> None:
        announce(self, end_words(job))

    def _show_all(self) -> None:
        JobsDialog(self, self._jobs).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what runs the room of the log's words where there is little."""
        super().resizeEvent(event)
        self.show_jobs()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface and the line above it."""
        painter = QPainter(self)
        painter.fillRect(QRectF(self.rect()), theme.colour("surface"))
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(0, 0, self.width(), 0)


def end_words(job: Job) -> str:
    """Say how a job ended."""
    words = {
        JobState.DONE: job.tr("finished in {0}").format(duration_text(job.elapsed)),
        JobState.FAILED: job.tr("failed"),
        JobState.CANCELLED: job.tr("cancelled"),
    }
    return f"{job.title} · {words.get(job.state, '')}".rstrip(" ·")


class JobsDialog(Dialog):
    """All running jobs, each with its own Cancel."""

    help_topic = "index"

    def __init__(self, parent: QWidget, jobs: Jobs) -> None:
        super().__init__(parent, self.tr("Running work"), self.tr("Close"))
        self.cancel_button.hide()
        self._jobs = jobs
        self._shown: dict[int, StepProgress] = {}
        self._list = column(spacing=SPACE_4)
        self.body.addLayout(self._list)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        jobs.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        running = self._jobs.running()
        if {id(job) for job in running} != set(self._shown):
            clear(self._list)
            self._shown = {}
            for job in running:
                line = StepProgress(job.title, job.cancel, parent=self)
                self._shown[id(job)] = line
                self._list.addWidget(line)
            if not running:
                self._list.addWidget(Text(self.tr("Nothing running"), parent=self))
        for job in running:
            self._shown[id(job)].set_step(job.step, job.time_text)
