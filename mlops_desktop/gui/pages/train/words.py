"""Words that several parts of the page use."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """Translate in the page's context."""
    return QCoreApplication.translate("TrainPage", text)


CANDIDATE = re.compile(r"candidate (\d+)")
"""Where a training is, in the words of its steps."""
