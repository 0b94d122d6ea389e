"""Writing model versions' cards and reproductions."""

from __future__ import annotations

from mlops_desktop.core.identity import Digest, ModelVersionId, ReproductionId
from mlops_desktop.core.model_card import ModelCardVersion
from mlops_desktop.core.reproduction import Reproduction, ReproductionVerdict
from mlops_desktop.storage.reading.proofs import ModelCards, Reproductions
from mlops_desktop.storage.writing.writer import Writer, written


class ProofWriter(Writer):
    """What is stated of a model version, and whether it could be made again."""

    def add_model_card_version(
        self, version_id: ModelVersionId, document: Digest
    ) -> ModelCardVersion:
        """Add a version's next card, or return the last one when it is the same document."""
        cards = ModelCards(self._here)
        newest = cards.newest(version_id)
        if newest is not None and newest.document_object == document:
            return newest
        self._insert(
            "model_card_version",
            {
                "model_version_id": version_id,
                "number": self._next_number("model_card_version", "model_version_id", version_id),
                "document_object": document,
                "actor": self.actor.name,
                "created_at": self._now,
            },
        )
        return written(cards.newest(version_id))

    def add_reproduction(
        self, version_id: ModelVersionId, verdict: ReproductionVerdict, evidence: Digest
    ) -> Reproduction:
        """Record an attempt to make a version again."""
        row_id = self._insert_new(
            "reproduction",
            {
                "model_version_id": version_id,
                "verdict": verdict,
                "evidence_object": evidence,
                "actor": self.actor.name,
                "at": self._now,
            },
        )
        return written(Reproductions(self._here).by_id(ReproductionId(row_id)))
