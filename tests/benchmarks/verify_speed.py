"""How fast ``verify`` reads a project's stored files, against bare SHA-256 over the same files.

Run: ``python tests/benchmarks/verify_speed.py [MEGABYTES]``.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path

from mlops_desktop.core.audit import Actor
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.verify import verify

ROUNDS = 3


def fill(project: Project, megabytes: int) -> None:
    """Store half of the amount in four large files and half in files of 100 kB."""
    for _ in range(4):
        project.objects.put_bytes(os.urandom(megabytes * 125_000))
    for _ in range(megabytes * 5):
        project.objects.put_bytes(os.urandom(100_000))


def bare(project: Project) -> float:
    """Return the seconds that SHA-256 alone takes."""
    begun = time.perf_counter()
    for _, path in project.objects.stored():
        with path.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")
    return time.perf_counter() - begun


def main(megabytes: int) -> None:
    """Print the ratio of both, several times."""
    with (
        tempfile.TemporaryDirectory() as place,
        Project.create(Path(place) / "project", "bench", Actor("b", "b", "b")) as project,
    ):
        fill(project, megabytes)
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            found = verify(project)
            taken = time.perf_counter() - begun
            assert found.is_sound
            speed = found.bytes_read / 1e6 / taken
            print(f"{speed:8,.0f} MB/s  {bare(project) / taken:6.0%} of bare SHA-256")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
