"""Parameters as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from mlops_desktop.core.algorithms import algorithm

_LONG = 7
_OTHER_NAMES = {"random_state": "Random seed"}
"""What is settled by itself and so stands in no method's list."""
_PLAIN_VALUES = {"True": "yes", "False": "no", "None": "none"}


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


def plain_name(method: str, key: str) -> str:
    """Return a parameter's name for people; of one that is not in the catalogue its own words.

    Args:
        method: the algorithm's key.
        key: as it is kept with a version: ``max_iter``.
    """
    titles = {item.key: item.title for item in algorithm(method).parameters}
    words = key.replace("_", " ").strip()
    return titles.get(key) or _OTHER_NAMES.get(key) or words[:1].upper() + words[1:]


def plain_value(text: str) -> str:
    """Return a value for people: yes and no, words without underscores, few digits."""
    if text in _PLAIN_VALUES:
        return _PLAIN_VALUES[text]
    return text.replace("_", " ") if text.replace("_", "").isalpha() else short_value(text)


def plain_settings(method: str, values: Iterable[tuple[str, str]]) -> str:
    """Return ``share of the inputs per split 0.3333, trees 100``."""
    return ", ".join(
        f"{_beginning_small(plain_name(method, key))} {plain_value(text)}" for key, text in values
    )


def _beginning_small(name: str) -> str:
    """Return a name as it stands within a line; one that is a sign, such as C, stays."""
    return name if name[:2].isupper() or len(name) == 1 else name[:1].lower() + name[1:]


def setting_words(values: Iterable[tuple[str, str]]) -> str:
    """Return ``max_features 0.3333, n_estimators 100``."""
    return ", ".join(f"{name} {short_value(value)}" for name, value in values)
