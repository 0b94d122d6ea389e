"""Dataset cards: what people state about a dataset, what is missing, what is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from mlops_desktop.core import clock
from mlops_desktop.core.audit import Subject
from mlops_desktop.core.card import (
    FIELDS,
    DatasetCard,
    DatasetCardVersion,
    PersonalData,
    changed_fields,
    in_words,
    missing_fields,
)
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.dataset import Dataset, DatasetVersion, Profile
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.reference import Namespace, parse_reference
from mlops_desktop.core.wording import counted
from mlops_desktop.services import resolve, stated
from mlops_desktop.services.session import Session

ACTION = "card.edit"

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class of personal data that facts speak for.

    Attributes:
        reason: which columns, or which card of a dataset it was made from.
        is_doubt: whether the card states the opposite.
    """

    personal_data: PersonalData
    reason: str
    is_doubt: bool = False


@dataclass(frozen=True, slots=True)
class CardView:
    """A dataset's card with what is to be known about it.

    Attributes:
        version: None where nobody wrote a card; ``card`` is then empty.
        missing: the fields a reader would miss.
        suggestion: of the newest card only; None when nothing speaks for another class.
        overdue: days since the last day on which the dataset may be kept; None = not over.
        versions: all states of the card, newest first.
    """

    dataset: Dataset
    version: DatasetCardVersion | None
    card: DatasetCard
    missing: tuple[str, ...]
    suggestion: Suggestion | None
    overdue: int | None
    versions: tuple[DatasetCardVersion, ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A dataset that is kept longer than its card allows; nothing is deleted by itself."""

    dataset: Dataset
    keep_until: date
    days: int
    versions: int
    rows: int

    @property
    def title(self) -> str:
        """What is wrong, in a sentence."""
        ago = "yesterday" if self.days == 1 else f"{counted(self.days, 'day')} ago"
        return f"{self.dataset.name} was to be kept until {self.keep_until}; that was {ago}"

    @property
    def detail(self) -> str:
        """What can be done."""
        return (
            "Nothing is deleted by itself. Decide whether it may be kept: then state another day"
            " and why; else leave it out of new work."
        )

    @property
    def evidence(self) -> str:
        """How much of it there is."""
        kept, rows = counted(self.versions, "version"), counted(self.rows, "row")
        hidden = "; hidden, but still stored" if self.dataset.is_hidden else ""
        return f"{kept} stored, the newest with {rows}{hidden}"


def show(session: Session, name: str, number: int | None = None) -> CardView:
    """Return a dataset's card, the newest or the one of that number.

    Args:
        name: the dataset, ``data:`` before it or not.

    Raises:
        UserError: ``data.unknown``, ``card.unknown_version``, ``card.dataset_only``.
    """
    owner = _owner(session, name)
    versions = session.project.cards.versions(owner.id)
    if number is None:
        version = next(iter(versions), None)
    else:
        version = next((item for item in versions if item.number == number), None)
        if version is None:
            newest = versions[0].number if versions else 0
            raise UserError("card.unknown_version", name=owner.name, number=number, newest=newest)
    card = _document(session, version)
    is_newest = number is None or number == versions[0].number
    return CardView(
        dataset=owner,
        version=version,
        card=card,
        missing=missing_fields(card),
        suggestion=_suggestion(session, owner, card) if is_newest else None,
        overdue=_days_over(card, _today()) if is_newest else None,
        versions=versions,
    )


def edit(
    session: Session,
    name: str,
    changes: Mapping[str, str],
    reason: str = "",
    seen: DatasetCard | None = None,
) -> Outcome[CardView]:
    """Change some fields of a dataset's card; the result is its next version.

    Fields that are not named stay as they are, also when somebody else changed them meanwhile.
    Nothing is written when every field has its value already.

    Args:
        changes: value by field, as in :data:`mlops_desktop.core.card.FIELDS`; "" empties one.
        reason: why; the log keeps it, or else which fields were changed.
        seen: the card that the changes were made to; a field that somebody else has changed
            since then is not written over.

    Raises:
        UserError: ``data.unknown``, ``card.*`` (``card.changed_meanwhile``),
            ``project.read_only``.
    """
    session.require_writable()
    owner = _owner(session, name)
    checked = {field: _checked(field, text) for field, text in changes.items()}
    subject = Subject("dataset", owner.id, owner.name)
    with session.project.tx(ACTION, subject, reason.strip()) as tx:
        before = _document(session, session.project.cards.newest(owner.id))
        after = _changed(before, checked)
        if seen is not None:
            _refuse_stale(owner.name, set(checked), seen, before, after)
        if fields := changed_fields(before, after):
            tx.why = reason.strip() or f"Stated: {in_words(fields)}"
            tx.add_card_version(owner.id, session.project.objects.put_bytes(to_bytes(after)))
    touched = changed((EntityKind.DATASET, owner.id))
    return Outcome(show(session, owner.name), touched) if fields else Outcome(show(session, name))


def _refuse_stale(
    name: str, fields: set[str], seen: DatasetCard, before: DatasetCard, after: DatasetCard
) -> None:
    """Refuse to write over what somebody else stated since the card was seen."""
    others = fields & set(changed_fields(seen, before)) & set(changed_fields(before, after))
    if others:
        named = in_words(tuple(field for field in FIELDS if field in others))
        raise UserError("card.changed_meanwhile", name=name, fields=named)


def overdue(session: Session, today: date | None = None) -> tuple[Overdue, ...]:
    """Return the datasets that are kept beyond their last day, the longest overdue first.

    Hidden ones count: their rows are still stored.

    Args:
        today: by default the present day in local time.
    """
    found = []
    datasets = session.project.datasets
    for owner in datasets.list(include_hidden=True):
        version = session.project.cards.newest(owner.id)
        if version is None:
            continue
        card = _document(session, version)
        days = _days_over(card, today or _today())
        newest = datasets.newest(owner.id)
        if days is not None and card.keep_until is not None and newest is not None:
            count = len(datasets.versions(owner.id, include_hidden=True))
            found.append(Overdue(owner, card.keep_until, days, count, newest.row_count))
    return tuple(sorted(found, key=lambda item: (-item.days, item.dataset.name)))


def _owner(session: Session, name: str) -> Dataset:
    wanted = parse_reference(name)
    if wanted.stage or wanted.best or wanted.namespace not in (None, Namespace.DATA):
        raise UserError("usage.not_data", text=name)
    if wanted.number is not None:
        raise UserError("card.dataset_only", text=name)
    return resolve.dataset(session, wanted.name)


def _document(session: Session, version: DatasetCardVersion | None) -> DatasetCard:
    if version is None:
        return DatasetCard()
    return from_bytes(DatasetCard, session.project.objects.read(version.document_object))


def _changed(card: DatasetCard, changes: Mapping[str, str]) -> DatasetCard:
    texts = {name: text for name, text in changes.items() if name != "personal_data"}
    if "personal_data" in changes:
        card = replace(card, personal_data=PersonalData(changes["personal_data"]))
    return replace(card, **texts)  # type: ignore[arg-type]


def _checked(field: str, text: str) -> str:
    """Return the text as it is stored, or refuse it."""
    text = stated.checked(field, text, FIELDS)
    if field == "personal_data":
        return PersonalData(text or PersonalData.UNKNOWN).value
    if field == "retention" and text:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise UserError("card.day", text=text[:100]) from error
    return text


def _today() -> date:
    return clock.utc_now().astimezone().date()


def _days_over(card: DatasetCard, today: date) -> int | None:
    """Return how many days ago the last day was; None while it is not over."""
    if card.keep_until is None or today <= card.keep_until:
        return None
    return (today - card.keep_until).days


def _suggestion(session: Session, owner: Dataset, card: DatasetCard) -> Suggestion | None:
    """Return what the newest version's columns, or where it was made from, speak for."""
    if card.personal_data.is_about_people:
        return None
    newest = session.project.datasets.newest(owner.id)
    if newest is None:
        return None
    is_doubt = card.personal_data is PersonalData.NONE
    profile = from_bytes(Profile, session.project.objects.read(newest.profile_object))
    columns = profile.personal_columns
    if columns:
        more = f" and {len(columns) - _NAMED} more" if len(columns) > _NAMED else ""
        named = f"({', '.join(columns[:_NAMED])}{more})"
        some = "a column" if len(columns) == 1 else "columns"
        verb = "looks" if len(columns) == 1 else "look"
        reason = f"{some} of {newest.label} {verb} personal {named}"
        return Suggestion(PersonalData.PERSONAL, reason, is_doubt)
    return None if is_doubt else _inherited(session, newest)


def _inherited(session: Session, version: DatasetVersion) -> Suggestion | None:
    """Return the class of a dataset the version was made from by a recipe, the gravest first."""
    order = list(PersonalData)
    best: Suggestion | None = None
    for run in session.project.transformations.by_output(version.id):
        for given in run.inputs:
            origin = resolve.known(session.project.datasets.version_by_id(given.dataset_version_id))
            if origin.dataset_id == version.dataset_id:
                continue
            said = _document(session, session.project.cards.newest(origin.dataset_id)).personal_data
            is_graver = best is None or order.index(said) > order.index(best.personal_data)
            if said.is_about_people and is_graver:
                reason = f"it was made from {origin.label}, whose card says: {said.words}"
                best = Suggestion(said, reason)
    return best
