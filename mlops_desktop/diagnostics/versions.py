"""Which versions this is made of."""

from __future__ import annotations

import importlib.metadata
import platform
import sys

from mlops_desktop.core.version import VERSION

PACKAGES = (
    "PySide6-Essentials",
    "sqlite-utils",
    "pysqlite3",
    "duckdb",
    "scikit-learn",
    "skops",
    "pandas",
    "numpy",
    "scipy",
    "matplotlib",
)


def versions() -> tuple[tuple[str, str], ...]:
    """Return (name, version) of the product, Python, the system and the libraries.

    Reads metadata only: nothing heavy is imported.
    """
    found = [
        ("MLOps Desktop", VERSION),
        ("Python", platform.python_version()),
        ("System", platform.platform(terse=True)),
    ]
    for name in PACKAGES:
        try:
            found.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            found.append((name, "bundled" if getattr(sys, "frozen", False) else "absent"))
    return tuple(found)


def version_lines() -> list[str]:
    """Return the versions as lines of text."""
    return [f"{name} {version}" for name, version in versions()]
