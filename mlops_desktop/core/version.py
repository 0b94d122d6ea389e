"""Which version of the program this is; it stands in every log entry and every environment."""

from __future__ import annotations

VERSION = "0.1.0"
