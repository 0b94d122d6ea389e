"""What a command's process answers."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """0 done · 1 a gate or a verification says no · 2 input · 3 defect · 4 environment."""

    DONE = 0
    REFUSED = 1
    INPUT = 2
    DEFECT = 3
    ENVIRONMENT = 4
    INTERRUPTED = 130
