"""Writing datasets' contracts, checks, waivers and cards."""

from __future__ import annotations

from dataclasses import asdict

from mlops_desktop.core.card import DatasetCardVersion
from mlops_desktop.core.contract import RuleCheck, RuleSetVersion, Waiver
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import (
    DatasetId,
    Digest,
    RuleCheckId,
    RuleSetVersionId,
)
from mlops_desktop.storage.reading.contracts import Cards, Contracts
from mlops_desktop.storage.records import NewRuleCheck
from mlops_desktop.storage.writing.writer import Writer, written


class ContractWriter(Writer):
    """Rules, what they said, and who waived that; cards."""

    def add_rule_set_version(
        self, dataset_id: DatasetId, document: Digest, note: str = ""
    ) -> RuleSetVersion:
        """Put other rules in force, or return those in force when they are the same document."""
        contracts = Contracts(self._here)
        newest = contracts.newest(dataset_id)
        if newest is not None and newest.document_object == document:
            return newest
        version_id = self._insert_new(
            "rule_set_version",
            {
                "dataset_id": dataset_id,
                "number": self._next_number("rule_set_version", "dataset_id", dataset_id),
                "document_object": document,
                "note": note,
                "created_at": self._now,
            },
        )
        return written(contracts.version_by_id(RuleSetVersionId(version_id)))

    def add_rule_check(self, new: NewRuleCheck) -> RuleCheck:
        """Record what rules said of a dataset version; both must belong to the same dataset."""
        check_id = self._insert_new("rule_check", {**asdict(new), "at": self._now})
        return written(Contracts(self._here).check(RuleCheckId(check_id)))

    def add_waiver(self, check_id: RuleCheckId, reason: str) -> Waiver:
        """Record that the one who acts lets a version pass although a check blocks it.

        Raises:
            UserError: ``usage.reason`` without a reason.
        """
        if not reason.strip():
            raise UserError("usage.reason")
        contracts = Contracts(self._here)
        check = written(contracts.check(check_id))
        waiver_id = self._insert_new(
            "waiver",
            {
                "dataset_version_id": check.dataset_version_id,
                "rule_check_id": check_id,
                "reason": reason.strip(),
                "actor": self.actor.name,
                "at": self._now,
            },
        )
        return next(item for item in contracts.waivers_of(check_id) if item.id == waiver_id)

    def add_card_version(self, dataset_id: DatasetId, document: Digest) -> DatasetCardVersion:
        """Add a dataset's next card, or return the last one when it is the same document."""
        cards = Cards(self._here)
        newest = cards.newest(dataset_id)
        if newest is not None and newest.document_object == document:
            return newest
        self._insert(
            "dataset_card_version",
            {
                "dataset_id": dataset_id,
                "number": self._next_number("dataset_card_version", "dataset_id", dataset_id),
                "document_object": document,
                "created_at": self._now,
            },
        )
        return written(cards.newest(dataset_id))
