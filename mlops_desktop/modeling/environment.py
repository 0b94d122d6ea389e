"""Where a run is made, so that it can be made again."""

from __future__ import annotations

import os
import platform
from typing import Any

# Imported for its linear algebra library, which is then visible to threadpoolctl.
import numpy as np  # noqa: F401
from threadpoolctl import threadpool_info

from mlops_desktop.core.training import Environment
from mlops_desktop.core.version import VERSION, installed

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
    """Return system, Python, packages that compute, and the linear algebra libraries."""
    return Environment(
        system=platform.platform(),
        machine=platform.machine(),
        python=platform.python_version(),
        packages=tuple((name, installed(name)) for name in PACKAGES),
        blas=_blas(),
        cores=os.cpu_count() or 1,
        app=VERSION,
    )


def _blas() -> str:
    # numpy and scipy bring one each, and the system tells them in any order.
    libraries = [item for item in threadpool_info() if item.get("user_api") == "blas"]
    return "; ".join(sorted({_described(item) for item in libraries})) or "unknown"


def _described(library: dict[str, Any]) -> str:
    kind, number = library.get("internal_api", "unknown"), library.get("version")
    kernels, threads = library.get("architecture", ""), library.get("num_threads", 1)
    return f"{kind} {number or 'unknown version'} {kernels}, {threads} threads".replace(" ,", ",")
