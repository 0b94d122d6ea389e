"""Datasets' contracts, checks, waivers and cards."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.card import DatasetCardVersion
from mlops_desktop.core.contract import RuleCheck, RuleSetVersion, Waiver
from mlops_desktop.core.identity import (
    DatasetId,
    DatasetVersionId,
    RuleCheckId,
    RuleSetVersionId,
)
from mlops_desktop.storage.reading.repository import Repository, Shape
from mlops_desktop.storage.sqlite import Value

_RULES = """
SELECT r.id, r.dataset_id, d.name, r.number, r.document_object, r.note, r.created_at
FROM rule_set_version r JOIN dataset d ON d.id=r.dataset_id
"""
_CHECK = """
SELECT c.id, c.dataset_version_id, c.rule_set_version_id, r.number, c.result_object, c.passed,
  c.warned, c.blocked, c.at
FROM rule_check c JOIN rule_set_version r ON r.id=c.rule_set_version_id
"""
_WAIVER = "SELECT id, dataset_version_id, rule_check_id, reason, actor, at FROM waiver"
_CARD = "SELECT dataset_id, number, document_object, created_at FROM dataset_card_version"

_RULE_SETS = Shape(RuleSetVersion)
_CHECKS = Shape(RuleCheck)
_WAIVERS = Shape(Waiver)
_CARDS = Shape(DatasetCardVersion)


class Contracts(Repository):
    """Rules by version, what they said of dataset versions, and who waived that."""

    def versions(self, dataset_id: DatasetId) -> tuple[RuleSetVersion, ...]:
        """Return a dataset's rules, newest first."""
        return self._rules("r.dataset_id=? ORDER BY r.number DESC", [dataset_id])

    def newest(self, dataset_id: DatasetId) -> RuleSetVersion | None:
        """Return the rules in force, or None where nobody made any."""
        found = self._rules("r.dataset_id=? ORDER BY r.number DESC LIMIT 1", [dataset_id])
        return found[0] if found else None

    def version(self, dataset_id: DatasetId, number: int) -> RuleSetVersion | None:
        """Return the rules of that number."""
        found = self._rules("r.dataset_id=? AND r.number=?", [dataset_id, number])
        return found[0] if found else None

    def version_by_id(self, version_id: RuleSetVersionId) -> RuleSetVersion | None:
        """Return the rules of that id."""
        found = self._rules("r.id=?", [version_id])
        return found[0] if found else None

    def checks(self, version_id: DatasetVersionId) -> tuple[RuleCheck, ...]:
        """Return the checks of a dataset version, newest first."""
        return self._checks("c.dataset_version_id=? ORDER BY c.at DESC, c.id DESC", [version_id])

    def newest_check(self, version_id: DatasetVersionId) -> RuleCheck | None:
        """Return the check of a dataset version that counts, or None before the first."""
        found = self._checks(
            "c.dataset_version_id=? ORDER BY c.at DESC, c.id DESC LIMIT 1", [version_id]
        )
        return found[0] if found else None

    def check(self, check_id: RuleCheckId) -> RuleCheck | None:
        """Return the check of that id."""
        found = self._checks("c.id=?", [check_id])
        return found[0] if found else None

    def waivers(self, version_id: DatasetVersionId) -> tuple[Waiver, ...]:
        """Return the waivers of a dataset version's checks, newest first."""
        return self._waivers("dataset_version_id=?", [version_id])

    def waivers_of(self, check_id: RuleCheckId) -> tuple[Waiver, ...]:
        """Return the waivers of one check, newest first."""
        return self._waivers("rule_check_id=?", [check_id])

    def _rules(self, rest: str, values: Sequence[Value]) -> tuple[RuleSetVersion, ...]:
        return _RULE_SETS.all(self._connection().rows(f"{_RULES} WHERE {rest}", values))

    def _checks(self, rest: str, values: Sequence[Value]) -> tuple[RuleCheck, ...]:
        return _CHECKS.all(self._connection().rows(f"{_CHECK} WHERE {rest}", values))

    def _waivers(self, condition: str, values: Sequence[Value]) -> tuple[Waiver, ...]:
        query = f"{_WAIVER} WHERE {condition} ORDER BY at DESC, id DESC"
        return _WAIVERS.all(self._connection().rows(query, values))


class Cards(Repository):
    """Datasets' cards by version."""

    def versions(self, dataset_id: DatasetId) -> tuple[DatasetCardVersion, ...]:
        """Return a dataset's cards, newest first."""
        query = f"{_CARD} WHERE dataset_id=? ORDER BY number DESC"
        return _CARDS.all(self._connection().rows(query, [dataset_id]))

    def newest(self, dataset_id: DatasetId) -> DatasetCardVersion | None:
        """Return the card as it stands, or None where nobody wrote one."""
        query = f"{_CARD} WHERE dataset_id=? ORDER BY number DESC LIMIT 1"
        return _CARDS.one(self._connection().row(query, [dataset_id]))

    def version(self, dataset_id: DatasetId, number: int) -> DatasetCardVersion | None:
        """Return the card of that number."""
        query = f"{_CARD} WHERE dataset_id=? AND number=?"
        return _CARDS.one(self._connection().row(query, [dataset_id, number]))
