"""Words for stages, gates and policies."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "gate_refused": Message(
        "{version} was not promoted to {stage}: {gates}.",
        "The refusal is in the log. Change the version, or the policy with a reason.",
        ExitCode.REFUSED,
    ),
    "staging_first": Message(
        "{version} was not promoted to {stage}: {gates}.",
        "Promote it to staging first: mlops-desktop promote {version} --to staging --reason TEXT "
        "(in the window: Models, “Promote to staging”). The refusal is in the log.",
        ExitCode.REFUSED,
    ),
    "champion_changed": Message(
        "Someone else changed {stage} in the meantime; it now holds {present}.",
        "Check again against it, then promote.",
        ExitCode.REFUSED,
    ),
    "moved_meanwhile": Message(
        "Someone else moved {version} in the meantime.",
        "Look where it stands, then try again.",
        ExitCode.REFUSED,
    ),
    "policy_changed": Message(
        "Someone else changed the policy of {model} in the meantime.",
        "Check again against it, then promote.",
        ExitCode.REFUSED,
    ),
    "nothing_to_roll_back": Message(
        "No other version of {name} has been in production.",
        "Choose one: rollback {name} --to N.",
    ),
    "already_there": Message("{version} is in {stage} already.", "Choose another version."),
    "policy_metric": Message(
        "“{metric}” is not a metric of {model}.",
        "Choose one of: {known}.",
    ),
    "policy_tolerance": Message(
        "A tolerance of {tolerance} makes no sense.",
        "Write 0 or more, in the metric's own unit.",
    ),
    "in_use": Message(
        "{version} is in {stage} and cannot be hidden.",
        "Move it to archived first.",
    ),
}
