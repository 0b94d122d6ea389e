"""Model cards: what people state about a version beside its facts, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from mlops_desktop.core.audit import Subject
from mlops_desktop.core.changes import EntityKind, Outcome, changed
from mlops_desktop.core.codec import from_bytes, to_bytes
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.model_card import (
    FIELDS,
    ModelCard,
    ModelCardVersion,
    RiskTier,
    changed_fields,
    in_words,
    missing_fields,
)
from mlops_desktop.services import resolve, stated
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session

ACTION = "model.card"


@dataclass(frozen=True, slots=True)
class CardState:
    """One state of a card: when, by whom and why."""

    number: int
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class ModelCardView:
    """A version's card with what is to be known about it.

    Attributes:
        state: None where nobody wrote a card; ``card`` is then empty.
        missing: the fields that nobody stated.
        states: all states of the card, newest first.
        like: label of the newest other version of the model that has a card; "" where this one
            has its own, or no other has.
    """

    version: ModelVersion
    state: ModelCardVersion | None
    card: ModelCard
    missing: tuple[str, ...]
    states: tuple[CardState, ...]
    like: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether every field is stated."""
        return not self.missing


def show(session: Session, ref: Ref, number: int | None = None) -> ModelCardView:
    """Return a version's card, the newest or the one of that number.

    Raises:
        UserError: ``models.unknown*``, ``card.unknown_version``.
    """
    version = resolve.model_version(session, ref)
    known = session.project.model_cards.versions(version.id)
    newest = known[0] if known else None
    state = newest if number is None else next((s for s in known if s.number == number), None)
    if state is None and number is not None:
        facts = {"name": version.label, "number": number, "newest": newest.number if newest else 0}
        raise UserError("card.unknown_version", **facts)
    card = _document(session, state)
    return ModelCardView(
        version=version,
        state=state,
        card=card,
        missing=missing_fields(card),
        states=_states(session, version, known),
        like="" if known else _like(session, version),
    )


def edit(
    session: Session, ref: Ref, changes: Mapping[str, str], reason: str = ""
) -> Outcome[ModelCardView]:
    """Change some fields of a version's card; the result is its next number.

    Fields that are not named stay as they are, also when somebody else changed them meanwhile.
    Nothing is written when every field has its value already.

    Args:
        changes: value by field, as in :data:`mlops_desktop.core.model_card.FIELDS`; "" empties one.
        reason: why; the log keeps it, or else which fields were changed.

    Raises:
        UserError: ``models.unknown*``, ``card.*``, ``project.read_only``.
    """
    session.require_writable()
    version = resolve.model_version(session, ref)
    checked = {field: _checked(field, text) for field, text in changes.items()}
    subject = Subject("model_version", version.id, version.label)
    with session.project.tx(ACTION, subject, reason.strip()) as tx:
        before = _document(session, session.project.model_cards.newest(version.id))
        after = _changed(before, checked)
        if fields := changed_fields(before, after):
            tx.why = reason.strip() or f"Stated: {in_words(fields)}"
            tx.add_model_card_version(
                version.id, session.project.objects.put_bytes(to_bytes(after))
            )
    touched = changed((EntityKind.MODEL, version.model_id))
    shown = show(session, version.label)
    return Outcome(shown, touched) if fields else Outcome(shown)


def take_over(session: Session, ref: Ref, other: Ref, reason: str = "") -> Outcome[ModelCardView]:
    """State of a version what another one's card states; what that leaves open stays.

    Raises:
        UserError: as :func:`edit`; ``card.nothing_to_take`` when the other has no card.
    """
    given = show(session, other)
    if given.state is None:
        raise UserError("card.nothing_to_take", version=given.version.label)
    given_fields = {
        field: str(getattr(given.card, field)) for field in FIELDS if field not in given.missing
    }
    why = reason.strip() or f"Taken over from {given.version.label}"
    return edit(session, ref, given_fields, why)


def _document(session: Session, state: ModelCardVersion | None) -> ModelCard:
    if state is None:
        return ModelCard()
    return from_bytes(ModelCard, session.project.objects.read(state.document_object))


def _changed(card: ModelCard, changes: Mapping[str, str]) -> ModelCard:
    texts = {name: text for name, text in changes.items() if name != "risk_tier"}
    if "risk_tier" in changes:
        card = replace(card, risk_tier=RiskTier(changes["risk_tier"]))
    return replace(card, **texts)  # type: ignore[arg-type]


def _checked(field: str, text: str) -> str:
    """Return the text as it is stored, or refuse it."""
    text = stated.checked(field, text, FIELDS)
    if field == "risk_tier":
        try:
            return RiskTier(text.casefold() or RiskTier.UNKNOWN).value
        except ValueError as error:
            known = ", ".join(RiskTier)
            raise UserError("card.risk_tier", text=text[:100], known=known) from error
    return text


def _states(
    session: Session, version: ModelVersion, known: tuple[ModelCardVersion, ...]
) -> tuple[CardState, ...]:
    entries = session.project.log.entries(limit=1000, action=ACTION, subject=version.id)
    why = {entry.at: entry.why for entry in entries}
    return tuple(
        CardState(item.number, item.created_at, item.actor, why.get(item.created_at, ""))
        for item in known
    )


def _like(session: Session, version: ModelVersion) -> str:
    project = session.project
    for other in project.models.versions(version.model_id):
        if project.model_cards.newest(other.id) is not None:
            return other.label
    return ""
