"""How many threads may compute, so that a result depends on the rows and the seed alone."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import joblib
from threadpoolctl import ThreadpoolController


def cores_for_fitting() -> int:
    """Return how many cores a fit may use: all but one, which is left to the window."""
    try:
        available = len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux knows affinities
        available = os.cpu_count() or 1
    return max(1, available - 1)


@cache
def _pools() -> ThreadpoolController:
    """Return the thread pools of the libraries that compute; looking for them takes 5 ms."""
    # Those that are loaded later would not be found: load them now.
    for name in ("scipy.linalg", "sklearn.ensemble", "sklearn.neighbors"):
        importlib.import_module(name)
    return ThreadpoolController()


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold BLAS and OpenMP to one thread: sums are then always added in the same order."""
    with _pools().limit(limits=1):
        yield


@contextmanager
def for_fitting() -> Iterator[None]:
    """Allow what cannot change a fit's result to run on several cores.

    The trees of a forest are independent and seeded one by one, so they are grown on threads
    (never processes: joblib's own workers hang in a frozen application). Histogram boosting
    spreads features over OpenMP threads and adds each histogram in row order. BLAS, whose sums
    depend on the split of the work, gets one thread.
    """
    cores = cores_for_fitting()
    with (
        _pools().limit(limits={"blas": 1, "openmp": cores}),
        joblib.parallel_config(backend="threading", n_jobs=cores),
    ):
        yield


_OURS = ("sklearn", "mlops_desktop")


def ask_alone(model: Any) -> None:
    """Let a model, and everything in it, answer with one job, whatever it was fitted with.

    Answers then do not depend on the machine, and joblib, whose processes cannot be started from a
    background process, has nothing to warn of.
    """
    waiting, seen = [model], set[int]()
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, list | tuple):
            waiting.extend(part)
        elif type(part).__module__.partition(".")[0] in _OURS and hasattr(part, "__dict__"):
            jobs = vars(part).get("n_jobs")
            if jobs is not None and not (isinstance(jobs, int) and jobs == 1):
                part.n_jobs = None
            waiting.extend(vars(part).values())
