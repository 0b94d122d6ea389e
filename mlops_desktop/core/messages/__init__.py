"""Every sentence the product says when something cannot be done, by code.

One module per subject. A code is ``subject.what``; doors never word an error themselves.
"""

from __future__ import annotations

from mlops_desktop.core.messages import (
    anomaly,
    card,
    data,
    decision,
    environment,
    expression,
    features,
    forecast,
    foreign,
    jobs,
    models,
    monitor,
    project,
    promotion,
    reading,
    recipe,
    rules,
    training,
    usage,
)
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    f"{subject}.{key}": message
    for subject, messages in {
        "anomaly": anomaly.MESSAGES,
        "card": card.MESSAGES,
        "data": data.MESSAGES,
        "environment": environment.MESSAGES,
        "expression": expression.MESSAGES,
        "decision": decision.MESSAGES,
        "features": features.MESSAGES,
        "forecast": forecast.MESSAGES,
        "foreign": foreign.MESSAGES,
        "jobs": jobs.MESSAGES,
        "models": models.MESSAGES,
        "monitor": monitor.MESSAGES,
        "project": project.MESSAGES,
        "promotion": promotion.MESSAGES,
        "reading": reading.MESSAGES,
        "recipe": recipe.MESSAGES,
        "rules": rules.MESSAGES,
        "training": training.MESSAGES,
        "usage": usage.MESSAGES,
    }.items()
    for key, message in messages.items()
}


def message_for(code: str) -> Message:
    """Return the message of a code; raises ``KeyError`` for a code nobody worded."""
    return MESSAGES[code]
