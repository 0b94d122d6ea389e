"""National identity numbers, told by their form and, where they have some, by check digits."""

from __future__ import annotations

import re

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_SSN = re.compile(r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
_NINO = re.compile(r"[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]", re.IGNORECASE)
_CODICE = re.compile(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", re.IGNORECASE)
_DNI = re.compile(r"([XYZ]?)-?(\d{7,8})-?([A-Z])", re.IGNORECASE)
_NIR = re.compile(r"[12] ?\d{2} ?\d{2} ?\d{2} ?\d{3} ?\d{3} ?\d{2}")
_PERSONNUMMER = re.compile(r"(?:\d{2})?(\d{2}[01]\d[0-3]\d)[-+](\d{4})")


def is_checked(text: str) -> bool:
    """Say whether a text is a Spanish DNI/NIE, French NIR or Swedish number, check digit right."""
    return _is_dni(text) or _is_nir(text) or _is_personnummer(text)


def is_written(text: str) -> bool:
    """Say whether a text is written like a US SSN, a UK NINO or an Italian codice fiscale."""
    return any(form.fullmatch(text) for form in (_SSN, _NINO, _CODICE))


def _is_dni(text: str) -> bool:
    found = _DNI.fullmatch(text)
    if not found:
        return False
    lead, digits, letter = found[1].upper(), found[2], found[3].upper()
    if len(digits) != (7 if lead else 8):
        return False
    return (
        _DNI_LETTERS[int(("XYZ".index(lead) if lead else 0) * 10**7 + int(digits)) % 23] == letter
    )


def _is_nir(text: str) -> bool:
    plain = text.replace(" ", "")
    return bool(_NIR.fullmatch(text)) and 97 - int(plain[:13]) % 97 == int(plain[13:])


def _is_personnummer(text: str) -> bool:
    found = _PERSONNUMMER.fullmatch(text)
    if not found:
        return False
    # Luhn: every other digit doubled, from the first.
    doubled = [int(d) * (2 - at % 2) for at, d in enumerate(found[1] + found[2])]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
