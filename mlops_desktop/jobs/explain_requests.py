"""What the worker is asked about a single row; it answers with ``Explanation``."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.jobs.requests import ModelFiles, TableFile


@dataclass(frozen=True, slots=True)
class ExplainRow:
    """Find the smallest changes of a row that change a version's answer.

    Attributes:
        row: its number in the table, 1-based.
        keep: columns to be left as they are.
        beyond: the class to be reached, or the number to be passed; None: any other class.
        ranked: input columns, those first that the version leans on most.
    """

    model: ModelFiles
    table: TableFile
    row: int
    keep: tuple[str, ...] = ()
    beyond: str | None = None
    ranked: tuple[str, ...] = ()
