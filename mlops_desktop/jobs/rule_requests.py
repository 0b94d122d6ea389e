"""What the worker is asked about rules; they travel as their JSON, which is strict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mlops_desktop.jobs.requests import TableFile


@dataclass(frozen=True, slots=True)
class CheckRules:
    """Check rules on a stored table.

    Attributes:
        rules: see :func:`mlops_desktop.core.rules.contract.to_text`.
        moment: when the version came in.
        previous: the version before, for rules about changes.
    """

    rules: str
    table: TableFile
    moment: datetime
    previous: TableFile | None = None


@dataclass(frozen=True, slots=True)
class ReadFailing:
    """Read a page of the rows that fail the first of the rules."""

    rules: str
    table: TableFile
    offset: int
    limit: int


@dataclass(frozen=True, slots=True)
class ExportFailing:
    """Write the rows that fail the first of the rules as CSV; answered by ``Exported``."""

    rules: str
    table: TableFile
    destination: Path
    spreadsheet_safe: bool = False
