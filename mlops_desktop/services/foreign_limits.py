"""How much time and memory a model that was made elsewhere may take on this machine."""

from __future__ import annotations

from mlops_desktop.core.model import ModelVersion
from mlops_desktop.jobs.limits import Limits, memory_of_machine
from mlops_desktop.services import resolve
from mlops_desktop.services.session import Session

SECONDS = 600.0
"""Ten minutes for any work with such a model, ..."""
SECONDS_PER_ROW = 60 / 100_000
"""... and one more for every 100,000 rows: models that take longer are asked in parts."""
SHARE_OF_MEMORY = 0.5
"""Half of the machine's memory: the rest is for everything else that runs on it."""


def for_file(name: str, rows: int = 0) -> Limits:
    """Return the limits of work with a model file on so many rows."""
    memory = int(SHARE_OF_MEMORY * memory_of_machine())
    return Limits(name, SECONDS + SECONDS_PER_ROW * rows, memory)


def of_version(session: Session, version: ModelVersion, rows: int = 0) -> Limits | None:
    """Return the limits of work with a version; None for one that was trained here."""
    if not version.is_imported:
        return None
    origin = resolve.facts_of(session, version).origin
    return for_file(origin.file_name if origin is not None else version.label, rows)
