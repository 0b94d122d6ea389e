"""Texts that a spreadsheet would run as a formula."""

from __future__ import annotations

import re

DANGEROUS = "=+-@＝＋－＠\t\r\n"
"""What such a text begins with; full-width signs count as well."""
NUMBER = "[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?"
"""What begins with a sign and is harmless."""


def guarded(value: str | int) -> str | int:
    """Return a value with an apostrophe before it where a spreadsheet would run it."""
    if isinstance(value, int) or not value or value[0] not in DANGEROUS:
        return value
    return value if re.fullmatch(NUMBER, value) else f"'{value}"
