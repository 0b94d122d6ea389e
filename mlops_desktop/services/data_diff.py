"""What differs between two dataset versions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mlops_desktop.core.card import FIELDS, PersonalData
from mlops_desktop.core.codec import from_bytes
from mlops_desktop.core.dataset import DatasetVersion, Profile
from mlops_desktop.core.diff import MOST_CHANGES, DiffRows, Sign, TableDiff
from mlops_desktop.core.rules.outcome import RuleResult, RuleStatus
from mlops_desktop.jobs.diff_requests import DiffTables, ReadChanges
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import cards, resolve, rules
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


@dataclass(frozen=True, slots=True)
class RulePair:
    """What one rule said of both versions; None: it was not checked there."""

    before: RuleResult | None
    after: RuleResult | None

    @property
    def words(self) -> str:
        """The rule in words."""
        result = self.after or self.before
        return result.words if result else ""

    @property
    def is_changed(self) -> bool:
        """Whether it says something else now: holds or not, or of another number of rows."""
        if self.before is None or self.after is None:
            return True
        said = [(item.status, item.failing) for item in (self.before, self.after)]
        return said[0] != said[1]


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


def rules_of_both(session: Session, before: Ref, after: Ref) -> tuple[RulePair, ...]:
    """Return what the newest checks of two versions said, rule by rule, as they were stored.

    A rule is the same one in both when it has the same kind and the same words. Those that say
    something else now come first, among them what does not hold; then in the rules' order.

    Raises:
        UserError: ``data.unknown``, ``data.unknown_version``.
    """
    old, new = (_results(session, ref) for ref in (before, after))
    pairs = [RulePair(old.pop(key, None), result) for key, result in new.items()]
    pairs += [RulePair(result, None) for result in old.values()]
    return tuple(sorted(pairs, key=_order))


@dataclass(frozen=True, slots=True)
class CardField:
    """A field of two datasets' cards in words; "" where nothing is stated."""

    name: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether something else is stated."""
        return self.before != self.after


def cards_of_both(session: Session, before: str, after: str) -> tuple[CardField, ...]:
    """Return what the newest cards of two datasets state, what differs first.

    Raises:
        UserError: ``data.unknown``.
    """
    old, new = (cards.show(session, f"data:{name}").card for name in (before, after))
    fields = [
        CardField(words, _stated(getattr(old, name)), _stated(getattr(new, name)))
        for name, words in FIELDS.items()
    ]
    return tuple(sorted(fields, key=lambda item: not item.is_changed))


def _stated(value: str | PersonalData) -> str:
    if isinstance(value, PersonalData):
        return "" if value is PersonalData.UNKNOWN else value.words
    return value


def _results(session: Session, ref: Ref) -> dict[tuple[str, str], RuleResult]:
    version = resolve.dataset_version(session, ref)
    summary = rules.last_check(session, f"data:{version.label}")
    found = summary.result.results if summary else ()
    return {(item.kind, item.words): item for item in found}


def _order(pair: RulePair) -> tuple[bool, bool]:
    holds = pair.after is not None and pair.after.status is RuleStatus.PASSED
    return not pair.is_changed, holds


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
