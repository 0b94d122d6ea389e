"""Options of a training that say how rows count and how classes are decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from mlops_desktop.core.decision import Balance, Calibration
from mlops_desktop.core.errors import UserError

_KEYS = {
    "balance": "balance",
    "weight": "weight",
    "calibrate": "calibration",
    "worth": "worth",
    "threshold": "threshold",
}
_NUMBERS = ("hit", "miss", "false_alarm", "rest")
_NEEDED = frozenset({"hit", "miss", "false_alarm"})

_OPTIONS = (
    click.option(
        "--balance",
        type=click.Choice([str(item) for item in Balance]),
        help="Classes: each class as a whole counts the same while fitting.",
    ),
    click.option("--weight", metavar="COL", help="The column that says how much each row counts."),
    click.option(
        "--calibrate",
        type=click.Choice([str(item) for item in Calibration]),
        help="Correct probabilities on rows that were not fitted.",
    ),
    click.option(
        "--worth",
        metavar="hit=N,miss=N,false_alarm=N[,rest=N][,UNIT]",
        help="What decisions are worth (costs below zero); the threshold follows from it.",
    ),
    click.option(
        "--threshold",
        type=float,
        metavar="P",
        help="The positive class is the answer from this probability on.",
    ),
)


def decision_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_decision(written: dict[str, Any] | None, chosen: dict[str, Any]) -> dict[str, Any]:
    """Take the options out of what was chosen; return them over what a spec file says.

    Raises:
        UserError: ``decision.worth_form``.
    """
    found = dict(written or {})
    for option, key in _KEYS.items():
        value = chosen.pop(option, None)
        if value is not None:
            found[key] = _worth(value) if option == "worth" else value
    return found


def _worth(text: str) -> dict[str, Any]:
    """Return ``hit=0,miss=-50,false_alarm=-5,€`` as a spec file says it."""
    found: dict[str, Any] = {"unit": ""}
    for part in text.split(","):
        name, equals, value = (item.strip() for item in part.partition("="))
        if not equals and name and not found["unit"]:
            found["unit"] = name
            continue
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if name not in _NUMBERS or name in found or not abs(number) < float("inf"):
            raise UserError("decision.worth_form", text=text)
        found[name] = number
    if _NEEDED - found.keys():
        raise UserError("decision.worth_form", text=text)
    return found
