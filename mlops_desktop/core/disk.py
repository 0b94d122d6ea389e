"""What is left of a disk for others."""

from __future__ import annotations

RESERVED_BYTES = 500_000_000
"""Space on the disk that unpacking, pasting and recipes never take."""
