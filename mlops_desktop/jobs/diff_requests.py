"""What the worker is asked about two versions of a table."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.core.dataset import Profile
from mlops_desktop.core.diff import Sign
from mlops_desktop.jobs.requests import TableFile


@dataclass(frozen=True, slots=True)
class DiffTables:
    """Compare two stored tables.

    Attributes:
        key: names of the columns that name a row; empty: find them.
        by_content: compare whole rows, whatever a key may be.
        limit: how many of the rows that differ are listed.
    """

    before: TableFile
    after: TableFile
    before_profile: Profile
    after_profile: Profile
    key: tuple[str, ...] = ()
    by_content: bool = False
    limit: int = 100


@dataclass(frozen=True, slots=True)
class ReadChanges:
    """Read a further page of the rows that differ, those with one of the signs."""

    tables: DiffTables
    signs: tuple[Sign, ...]
    offset: int
    limit: int
