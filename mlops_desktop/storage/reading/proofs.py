"""Model versions' cards and reproductions."""

from __future__ import annotations

from mlops_desktop.core.identity import ModelVersionId, ReproductionId
from mlops_desktop.core.model_card import ModelCardVersion
from mlops_desktop.core.reproduction import Reproduction
from mlops_desktop.storage.reading.repository import Repository, Shape

_CARD = (
    "SELECT model_version_id, number, document_object, actor, created_at FROM model_card_version"
)
_REPRODUCTION = "SELECT id, model_version_id, verdict, evidence_object, actor, at FROM reproduction"

_CARDS = Shape(ModelCardVersion)
_REPRODUCTIONS = Shape(Reproduction)


class ModelCards(Repository):
    """Model versions' cards by number."""

    def versions(self, version_id: ModelVersionId) -> tuple[ModelCardVersion, ...]:
        """Return a version's cards, newest first."""
        query = f"{_CARD} WHERE model_version_id=? ORDER BY number DESC"
        return _CARDS.all(self._connection().rows(query, [version_id]))

    def newest(self, version_id: ModelVersionId) -> ModelCardVersion | None:
        """Return the card as it stands, or None where nobody wrote one."""
        query = f"{_CARD} WHERE model_version_id=? ORDER BY number DESC LIMIT 1"
        return _CARDS.one(self._connection().row(query, [version_id]))


class Reproductions(Repository):
    """Attempts to make versions again."""

    def of_version(self, version_id: ModelVersionId) -> tuple[Reproduction, ...]:
        """Return the attempts on a version, newest first."""
        query = f"{_REPRODUCTION} WHERE model_version_id=? ORDER BY at DESC, id DESC"
        return _REPRODUCTIONS.all(self._connection().rows(query, [version_id]))

    def newest(self, version_id: ModelVersionId) -> Reproduction | None:
        """Return the last attempt on a version, or None before the first."""
        query = f"{_REPRODUCTION} WHERE model_version_id=? ORDER BY at DESC, id DESC LIMIT 1"
        return _REPRODUCTIONS.one(self._connection().row(query, [version_id]))

    def by_id(self, reproduction_id: ReproductionId) -> Reproduction | None:
        """Return the attempt of that id."""
        query = f"{_REPRODUCTION} WHERE id=?"
        return _REPRODUCTIONS.one(self._connection().row(query, [reproduction_id]))
