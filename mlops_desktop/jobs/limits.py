"""What work may take: time, which the parent holds, and memory, which the worker's kernel does."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.wording import counted

_STATUS = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of work with a model that was made elsewhere.

    Attributes:
        file: the model's file, as messages call it.
        seconds: of work; waiting for its turn and pauses do not count.
        memory: bytes of addresses beyond those the worker has when it begins; 0: no limit.
            Held where the kernel can (Linux); elsewhere only the time is limited.
    """

    file: str
    seconds: float
    memory: int = 0

    @property
    def time_words(self) -> str:
        """The time in words: ``10 minutes``."""
        if self.seconds < 60:
            return counted(round(self.seconds), "second")
        return counted(round(self.seconds / 60), "minute")

    @property
    def memory_words(self) -> str:
        """The memory in words: ``7.5 GB``."""
        return f"{self.memory / 1e9:.1f} GB"


def memory_of_machine() -> int:
    """Return the bytes of memory of this machine; 0 where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf, some have no such name
        return 0


@contextmanager
def bounded(memory: int) -> Iterator[None]:
    """Let this process take no more than so many bytes of addresses beyond those it has.

    What asks for more gets a ``MemoryError``, or ends the process where a library knows no such
    thing. RLIMIT_AS: macOS accepts it without heeding it, Windows has none.
    """
    if not memory or sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    taken = int(_STATUS.read_text("ascii").split()[0]) * resource.getpagesize()
    wanted = taken + memory
    wanted = min([wanted, *(one for one in (soft, hard) if one != resource.RLIM_INFINITY)])
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
