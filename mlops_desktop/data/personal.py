"""A first look for personal data: e-mail addresses, phone numbers, telling column names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlops_desktop.core.dataset import ColumnProfile, ColumnType, Finding, Severity

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{6,18}[0-9]")
_DATE = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{4}")
_ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_NAMES = re.compile(
    r"(^|[_\W])((first|last|sur|full|given|family|maiden)[_ ]?name|e?mail|e-mail|phone|mobile|"
    r"telephone|ssn|social_security|passport|iban|birth(day|date|_date)?|dob|address|street)($|[_\W])",
    re.IGNORECASE,
)
_SHARE = 0.5


def personal_finding(profiles: Sequence[ColumnProfile]) -> Finding:
    """Say whether columns look personal, from their names and most frequent values."""
    columns = tuple(item.name for item in profiles if _looks_personal(item))
    if not columns:
        return Finding(
            Severity.OK,
            "personal",
            "Nothing personal found",
            "No e-mail addresses, phone or account numbers among the frequent values, "
            "no such column names.",
        )
    shown = ", ".join(columns[:3]) + (f" and {len(columns) - 3} more" if len(columns) > 3 else "")
    return Finding(
        Severity.WARN,
        "personal",
        f"Looks personal: {shown}",
        "Leave it out unless it is needed; what is stored once stays in the project.",
        columns,
    )


def _looks_personal(profile: ColumnProfile) -> bool:
    if _NAMES.search(profile.name):
        return True
    if profile.type is not ColumnType.TEXT or not profile.top:
        return False
    values = [value.strip() for value, _ in profile.top]
    return any(
        sum(bool(pattern.fullmatch(value)) for value in values) >= _SHARE * len(values)
        for pattern in (_MAIL, _ACCOUNT)
    ) or sum(_is_phone(value) for value in values) >= _SHARE * len(values)


def _is_phone(value: str) -> bool:
    # Dates and plain codes are digits too: a phone number starts with + or 0 and is grouped.
    if _DATE.fullmatch(value):
        return False
    digits = sum(character.isdigit() for character in value)
    is_grouped = any(mark in value for mark in "+ ()/")
    return bool(_PHONE.fullmatch(value)) and digits >= 7 and is_grouped and value[:1] in "+0("
