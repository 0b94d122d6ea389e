"""Parameters as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

_LONG = 7


def short_value(text: str) -> str:
    """Return a value with no more than four digits where it is a number with many: 0.3333.

    What is kept and what a spec file says stays exact.
    """
    if len(text) < _LONG or "." not in text:
        return text
    try:
        return f"{float(text):.4g}"
    except ValueError:
        return text


def setting_words(values: Iterable[tuple[str, str]]) -> str:
    """Return ``max_features 0.3333, n_estimators 100``."""
    return ", ".join(f"{name} {short_value(value)}" for name, value in values)
