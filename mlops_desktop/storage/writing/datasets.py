"""Writing datasets, their versions and imports."""

from __future__ import annotations

from mlops_desktop.core.dataset import Dataset, DatasetVersion, ImportEvent
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import DatasetId, DatasetVersionId, Digest, new_id
from mlops_desktop.core.reference import check_name
from mlops_desktop.storage.reading.datasets import Datasets
from mlops_desktop.storage.records import NewDatasetVersion, NewImport
from mlops_desktop.storage.writing.writer import Writer, written


class DatasetWriter(Writer):
    """Datasets, versions, profiles and imports."""

    def add_dataset(self, name: str, is_predictions: bool = False) -> Dataset:
        """Make a dataset without versions.

        Raises:
            UserError: ``usage.name``, ``project.name_taken``.
        """
        datasets = Datasets(self._here)
        if datasets.by_name(check_name(name)) is not None:
            raise UserError("project.name_taken", kind="dataset", name=name)
        dataset_id = self._insert_new(
            "dataset",
            {"name": name, "is_predictions": int(is_predictions), "created_at": self._now},
        )
        return written(datasets.by_id(dataset_id))

    def add_dataset_version(self, new: NewDatasetVersion) -> DatasetVersion:
        """Add the next version of a dataset, with its profile.

        ``same_as`` becomes the number of the newest older version with equal content, if any.
        """
        datasets = Datasets(self._here)
        version_id = DatasetVersionId(new_id())
        self._insert(
            "dataset_version",
            {
                "id": version_id,
                "dataset_id": new.dataset_id,
                "number": self._next_number("dataset_version", "dataset_id", new.dataset_id),
                "content_hash": new.content_hash,
                "row_count": new.row_count,
                "column_count": new.column_count,
                "table_object": new.table_object,
                "columns_object": new.columns_object,
                "origin": new.origin,
                "same_as": datasets.find_content(DatasetId(new.dataset_id), new.content_hash),
                "made_by": new.made_by,
                "base_id": new.base_id,
                "created_at": self._now,
            },
        )
        self.add_profile(version_id, new.profile_method, new.profile_object)
        return written(datasets.version_by_id(version_id))

    def add_profile(self, version_id: DatasetVersionId, method: str, profile: Digest) -> None:
        """Add a version's profile by a method; the newest is the one shown."""
        self._insert_new(
            "profile",
            {
                "dataset_version_id": version_id,
                "method": method,
                "object": profile,
                "created_at": self._now,
            },
        )

    def add_import(self, new: NewImport) -> ImportEvent:
        """Record an import as it happened, also one that made no new version."""
        event = ImportEvent(
            id=new_id(),
            version_id=new.version_id,
            file_name=new.file_name,
            file_sha256=new.file_sha256,
            file_size=new.file_size,
            rows_in_file=new.rows_in_file,
            rows_rejected=new.rows_rejected,
            cells_rejected=new.cells_rejected,
            identical=new.identical,
            details_object=new.details_object,
            at=self.at,
        )
        self._insert(
            "import_event",
            {
                "id": event.id,
                "version_id": event.version_id,
                "file_name": event.file_name,
                "file_sha256": event.file_sha256,
                "file_size": event.file_size,
                "rows_in_file": event.rows_in_file,
                "rows_rejected": event.rows_rejected,
                "cells_rejected": event.cells_rejected,
                "identical": int(event.identical),
                "details_object": event.details_object,
                "at": self._now,
            },
        )
        return event
