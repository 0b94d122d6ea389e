"""Records of texts that people state field by field: cards of datasets and of models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def changed_fields(names: Iterable[str], before: object, after: object) -> tuple[str, ...]:
    """Return the fields in which two records differ, in the order of the names."""
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def in_words(fields: Sequence[str], called: Mapping[str, str]) -> str:
    """Return fields as part of a sentence: ``owner, risk tier and limits``.

    Args:
        called: what each field is called in a sentence.
    """
    words = [called[field] for field in fields]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
