"""Which version of the program this is; it stands in every log entry and every environment."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

VERSION = "0.1.0"


def installed(package: str) -> str:
    """Return the version in which a package is installed; nothing of it is imported."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
