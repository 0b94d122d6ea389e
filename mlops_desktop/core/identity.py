"""Identifiers and digests."""

from __future__ import annotations

import secrets
import time
import uuid
from typing import NewType

DatasetId = NewType("DatasetId", str)
DatasetVersionId = NewType("DatasetVersionId", str)
ModelId = NewType("ModelId", str)
ModelVersionId = NewType("ModelVersionId", str)
TrainingId = NewType("TrainingId", str)
RunId = NewType("RunId", str)
ReportId = NewType("ReportId", str)
RecipeId = NewType("RecipeId", str)
RecipeVersionId = NewType("RecipeVersionId", str)
TransformationId = NewType("TransformationId", str)
RuleSetVersionId = NewType("RuleSetVersionId", str)
RuleCheckId = NewType("RuleCheckId", str)
ReproductionId = NewType("ReproductionId", str)
Digest = NewType("Digest", str)
"""A SHA-256 in 64 lower-case hexadecimal digits: the name of an object."""


def new_id() -> str:
    """Return a UUID version 7 (RFC 9562): sortable by time, mergeable between machines."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
