"""How numbers may be written: decimal mark and thousands mark."""

from __future__ import annotations

import re
from dataclasses import dataclass

DECIMALS = {".": "point", ",": "comma"}
THOUSANDS = {",": "comma", ".": "point", "'": "apostrophe", " ": "space", "": "none"}
SPELLINGS = {" ": " \u00a0\u202f\u2009", "'": "'’"}
"""Characters that are one thousands mark: blanks of all widths, both apostrophes."""


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a file writes numbers; ``thousands`` is empty where digits are not grouped."""

    decimal: str = "."
    thousands: str = ""

    @property
    def marks(self) -> str:
        """All spellings of the thousands mark."""
        return SPELLINGS.get(self.thousands, self.thousands)

    @property
    def grouped(self) -> str:
        """A regular expression of a number with at least one thousands mark."""
        mark = f"[{self.marks}]"
        return rf"[+-]?[0-9]{{1,3}}({mark}[0-9]{{3}})+({re.escape(self.decimal)}[0-9]+)?"
