"""What is wrong with an expression, and at which character."""

from __future__ import annotations

from mlops_desktop.core.errors import UserError

_SHOWN = 60


def fault(code: str, text: str, at: int, **facts: object) -> UserError:
    """Return the error for a place in a text.

    Its facts hold ``text``, and ``position``: the character it is about, counted from 1.
    """
    return UserError(code, text=text, position=min(at, len(text)) + 1, **facts)


def pointer(error: UserError) -> tuple[str, ...]:
    """Return the wrong part of the text and, below it, a caret at the wrong character.

    Long texts are cut around the place; line breaks and tabs are shown as spaces. Nothing for an
    error that is not about an expression.
    """
    text, position = error.facts.get("text"), error.facts.get("position")
    if not (
        error.code.startswith("expression.") and isinstance(text, str) and isinstance(position, int)
    ):
        return ()
    shown = "".join(c if c.isprintable() else " " for c in text)
    start = max(0, position - 1 - _SHOWN // 2)
    end = start + _SHOWN
    head, tail = ("…" if start else ""), ("…" if end < len(shown) else "")
    return (f"{head}{shown[start:end]}{tail}", " " * (len(head) + position - 1 - start) + "^")
