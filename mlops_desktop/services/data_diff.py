"""What differs between two dataset versions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.dataset import DatasetVersion, Profile
from mlops_desktop.core.diff import MOST_CHANGES, DiffRows, Sign, TableDiff
from mlops_desktop.jobs.diff_requests import DiffTables, ReadChanges
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session

EVERY_SIGN = (Sign.CHANGED, Sign.ADDED, Sign.REMOVED)


@dataclass(frozen=True, slots=True)
class How:
    """How rows of both versions are brought together.

    Attributes:
        key: names of the columns that name a row; empty: a key is looked for.
        by_content: compare whole rows, even if there is a key.
        limit: how many of the rows that differ are listed at first, at most 1,000.
    """

    key: tuple[str, ...] = ()
    by_content: bool = False
    limit: int = 100


def compare(
    session: Session,
    before: Ref,
    after: Ref,
    how: How | None = None,
    work: Work | None = None,
) -> TableDiff:
    """Compare two versions, of one dataset or of two.

    Raises:
        UserError: ``data.unknown``, ``data.unknown_version``, ``data.diff_key_*``.
    """
    request = _request(session, before, after, how or How())
    with session.job() as folder:
        return session.run(request, TableDiff, folder, work or Work())


def changes(
    session: Session,
    diff: TableDiff,
    offset: int,
    limit: int = 100,
    signs: tuple[Sign, ...] = EVERY_SIGN,
) -> DiffRows:
    """Return a page of the rows in which two versions differ, as ``diff`` matched them."""
    how = How(diff.key, by_content=not diff.key)
    tables = _request(session, diff.before, diff.after, how)
    request = ReadChanges(tables, signs, offset, min(limit, MOST_CHANGES))
    return session.ask(request, DiffRows)


def _request(session: Session, before: Ref, after: Ref, how: How) -> DiffTables:
    old, new = (resolve.dataset_version(session, ref) for ref in (before, after))
    return DiffTables(
        resolve.table_file(session, old),
        resolve.table_file(session, new),
        _profile(session, old),
        _profile(session, new),
        how.key,
        how.by_content,
        min(how.limit, MOST_CHANGES),
    )


def _profile(session: Session, version: DatasetVersion) -> Profile:
    """Return what the comparison needs of a profile: the columns."""
    profile = from_bytes(Profile, session.project.objects.read(version.profile_object))
    return replace(profile, head=(), findings=())
