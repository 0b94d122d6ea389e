"""What long work is doing, how far it is, how long it takes, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QWidget

from mlops_desktop.core.progress import Step
from mlops_desktop.gui.theme.scale import SPACE_2, SPACE_3, TextRole
from mlops_desktop.gui.widgets.buttons import LinkButton
from mlops_desktop.gui.widgets.layouts import column, row
from mlops_desktop.gui.widgets.text import ElidedText, Text


class ThinBar(QProgressBar):
    """A thin bar: a fraction, or None for "nobody knows how far"."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent, textVisible=False)
        self.setRange(0, 1000)
        self.setFixedHeight(4)

    def set_fraction(self, fraction: float | None) -> None:
        """Show a share of 0–1, or an endless bar for None."""
        if fraction is None:
            self.setRange(0, 0)
            return
        if self.maximum() == 0:
            self.setRange(0, 1000)
        self.setValue(round(fraction * 1000))

    def stop(self) -> None:
        """Stay where it is; of what nobody knows how far it was, nothing is shown as done."""
        if self.maximum() == 0:
            self.set_fraction(0.0)
        self.setEnabled(False)


class StepProgress(QWidget):
    """Title, phase, bar, time left and Cancel.

    Args:
        title: what is being done.
        on_cancel: called when the person wants to stop; None shows no button.
    """

    def __init__(
        self,
        title: str,
        on_cancel: Callable[[], object] | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_cancel = on_cancel
        self._title = ElidedText(title, TextRole.STRONG, parent=self)
        self._phase = ElidedText("", TextRole.SECONDARY, "muted", parent=self)
        self._time = Text("", TextRole.SECONDARY, "muted", tabular=True, parent=self)
        self._bar = ThinBar(parent=self)
        self._bar.setAccessibleName(title)
        self.cancel = LinkButton(self.tr("Cancel"), self._stop, parent=self)
        self.cancel.setVisible(on_cancel is not None)
        layout = column(spacing=SPACE_2, parent=self)
        layout.setContentsMargins(0, 0, 0, 0)
        top = row(spacing=SPACE_3)
        top.addWidget(self._title, 1)
        top.addWidget(self._time)
        top.addWidget(self.cancel)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        layout.addWidget(self._phase)

    def set_step(self, step: Step, time_left: str = "") -> None:
        """Show where the work is."""
        words = " · ".join(part for part in (step.phase, step.detail) if part)
        self._phase.setText(words)
        self._bar.set_fraction(step.fraction)
        self._time.setText(time_left)

    def set_title(self, title: str) -> None:
        """Change what is being done."""
        self._title.setText(title)
        self._bar.setAccessibleName(title)

    def set_ended(self, text: str, *, is_whole: bool = True) -> None:
        """Show how it ended; there is nothing left to cancel.

        Args:
            is_whole: it went on to its end; otherwise the bar stays where the work was left.
        """
        self._phase.setText(text)
        if is_whole:
            self._bar.set_fraction(1.0)
        else:
            self._bar.stop()
        self._time.setText("")
        self.cancel.hide()

    def _stop(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText(self.tr("Stopping…"))
        if self._on_cancel is not None:
            self._on_cancel()
