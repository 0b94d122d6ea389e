"""Where a run is made, so that it can be made again."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version

# Imported for its linear algebra library, which is then visible to threadpoolctl.
import numpy as np  # noqa: F401
from threadpoolctl import threadpool_info

from mlops_desktop.core.training import Environment
from mlops_desktop.core.version import VERSION

PACKAGES = (
    "scikit-learn",
    "numpy",
    "scipy",
    "pandas",
    "skops",
    "joblib",
    "threadpoolctl",
    "duckdb",
)


def capture() -> Environment:
    """Return system, Python, packages that compute, and the linear algebra library."""
    return Environment(
        system=platform.platform(),
        machine=platform.machine(),
        python=platform.python_version(),
        packages=tuple((name, _version(name)) for name in PACKAGES),
        blas=_blas(),
        cores=os.cpu_count() or 1,
        app=VERSION,
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _blas() -> str:
    libraries = [item for item in threadpool_info() if item.get("user_api") == "blas"]
    if not libraries:
        return "unknown"
    first = libraries[0]
    kind, number = first.get("internal_api", "unknown"), first.get("version") or "unknown version"
    kernels, threads = first.get("architecture", ""), first.get("num_threads", 1)
    return f"{kind} {number} {kernels}, {threads} threads".replace(" ,", ",")
