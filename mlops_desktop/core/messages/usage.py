"""Words for what a person typed or chose."""

from __future__ import annotations

from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "name": Message(
        "“{name}” cannot be a name.",
        "Use 1 to 80 letters, digits, “_”, “-” or “.”.",
    ),
    "reference": Message(
        "“{text}” does not point at a version.",
        "Write NAME, NAME@3, NAME@production or NAME@best.",
    ),
    "time": Message(
        "“{text}” is not a date or time.",
        "Write 2026-03-31 or 2026-03-31T14:00.",
    ),
    "reason": Message("A reason is missing.", "Say in a few words why; it is kept in the log."),
}
