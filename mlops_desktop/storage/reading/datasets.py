"""Datasets, their versions and imports."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.dataset import Dataset, DatasetVersion, ImportEvent
from mlops_desktop.core.identity import DatasetId, DatasetVersionId
from mlops_desktop.storage.reading.repository import Repository, Shape
from mlops_desktop.storage.sqlite import Value

_DATASET = """
SELECT d.id, d.name, d.created_at,
  (SELECT coalesce(max(number),0) FROM dataset_version WHERE dataset_id=d.id),
  EXISTS(SELECT 1 FROM hidden WHERE kind='dataset' AND id=d.id) AS is_hidden,
  d.is_predictions
FROM dataset d
"""
_VERSION = """
SELECT v.id, v.dataset_id, d.name, v.number, v.content_hash, v.row_count, v.column_count,
  v.table_object, v.columns_object,
  (SELECT object FROM profile WHERE dataset_version_id=v.id
    ORDER BY created_at DESC, id DESC LIMIT 1),
  v.origin, v.created_at, v.same_as, v.made_by, v.base_id,
  EXISTS(SELECT 1 FROM hidden WHERE kind='dataset_version' AND id=v.id) AS is_hidden
FROM dataset_version v JOIN dataset d ON d.id=v.dataset_id
"""
_IMPORT = """
SELECT id, version_id, file_name, file_sha256, file_size, rows_in_file, rows_rejected,
  cells_rejected, identical, details_object, at
FROM import_event
"""

_DATASETS = Shape(Dataset)
_VERSIONS = Shape(DatasetVersion)
_IMPORTS = Shape(ImportEvent)


class Datasets(Repository):
    """Datasets, their versions and imports."""

    def list(self, include_hidden: bool = False) -> tuple[Dataset, ...]:
        """Return all datasets by name."""
        rows = self._connection().rows(
            f"{_DATASET} WHERE ? OR NOT is_hidden ORDER BY d.name", [include_hidden]
        )
        return _DATASETS.all(rows)

    def by_name(self, name: str) -> Dataset | None:
        """Return the dataset of that name, hidden or not."""
        return self._dataset("d.name=?", [name])

    def by_id(self, dataset_id: str) -> Dataset | None:
        """Return the dataset of that id, hidden or not."""
        return self._dataset("d.id=?", [dataset_id])

    def versions(
        self, dataset_id: DatasetId, include_hidden: bool = False
    ) -> tuple[DatasetVersion, ...]:
        """Return a dataset's versions, newest first."""
        rows = self._connection().rows(
            f"{_VERSION} WHERE v.dataset_id=? AND (? OR NOT is_hidden) ORDER BY v.number DESC",
            [dataset_id, include_hidden],
        )
        return _VERSIONS.all(rows)

    def all_versions(self, include_hidden: bool = False) -> tuple[DatasetVersion, ...]:
        """Return every version of every dataset, oldest first: the graph is drawn from it."""
        rows = self._connection().rows(
            f"{_VERSION} WHERE ? OR NOT (is_hidden OR v.dataset_id IN"
            " (SELECT id FROM hidden WHERE kind='dataset')) ORDER BY v.created_at, v.id",
            [include_hidden],
        )
        return _VERSIONS.all(rows)

    def version(self, dataset_id: DatasetId, number: int) -> DatasetVersion | None:
        """Return the version of that number, hidden or not."""
        return self._version("v.dataset_id=? AND v.number=?", [dataset_id, number])

    def version_by_id(self, version_id: DatasetVersionId) -> DatasetVersion | None:
        """Return the version of that id, hidden or not."""
        return self._version("v.id=?", [version_id])

    def newest(self, dataset_id: DatasetId) -> DatasetVersion | None:
        """Return the version with the highest number; hidden ones only when all of them are."""
        shown = self._version(
            "v.dataset_id=? AND NOT is_hidden ORDER BY v.number DESC LIMIT 1", [dataset_id]
        )
        return shown or self._version("v.dataset_id=? ORDER BY v.number DESC LIMIT 1", [dataset_id])

    def imports(self, version_id: DatasetVersionId) -> tuple[ImportEvent, ...]:
        """Return the imports that gave this version, oldest first."""
        rows = self._connection().rows(
            f"{_IMPORT} WHERE version_id=? ORDER BY at, id", [version_id]
        )
        return _IMPORTS.all(rows)

    def all_imports(self) -> tuple[ImportEvent, ...]:
        """Return every import, oldest first."""
        return _IMPORTS.all(self._connection().rows(f"{_IMPORT} ORDER BY at, id"))

    def find_content(self, dataset_id: DatasetId, content_hash: str) -> int | None:
        """Return the number of the newest version with that content, or None."""
        found: int | None = self._connection().value(
            "SELECT max(number) FROM dataset_version WHERE dataset_id=? AND content_hash=?",
            [dataset_id, content_hash],
        )
        return found

    def _dataset(self, condition: str, values: Sequence[Value]) -> Dataset | None:
        return _DATASETS.one(self._connection().row(f"{_DATASET} WHERE {condition}", values))

    def _version(self, condition: str, values: Sequence[Value]) -> DatasetVersion | None:
        return _VERSIONS.one(self._connection().row(f"{_VERSION} WHERE {condition}", values))
