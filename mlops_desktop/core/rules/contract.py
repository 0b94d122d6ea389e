"""The contract: the rules of a dataset, and their JSON.

The JSON is strict: what this version does not know is refused, never ignored, because a rule that
asks less than it says would let through what it should not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from mlops_desktop.core import documents
from mlops_desktop.core.codec import from_json, misfit, to_bytes, to_json
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.rules.catalogue import RULES
from mlops_desktop.core.rules.rule import Rule, require_sound
from mlops_desktop.core.wording import did_you_mean

FORMAT = 1
MOST_RULES = 1_000
"""Rules of one dataset: each is a part of the engine's statement."""
_KEYS = ("format", "rules")


@dataclass(frozen=True, slots=True)
class Contract:
    """The rules of a dataset, in the order a person gave them."""

    rules: tuple[Rule, ...] = ()


def require_contract(rules: Sequence[Rule]) -> None:
    """Refuse rules that make no sense, or stand there twice.

    Raises:
        UserError: ``rules.*``.
    """
    if len(rules) > MOST_RULES:
        raise UserError("rules.too_many", count=len(rules), limit=MOST_RULES)
    for number, rule in enumerate(rules, 1):
        require_sound(rule, number)
        if rule in rules[: number - 1]:
            reason = f"rule {rules.index(rule) + 1} says the same"
            raise UserError("rules.parameter", number=number, title=rule.title, reason=reason)


def to_text(contract: Contract) -> bytes:
    """Return the canonical JSON: the same rules give the same bytes."""
    return to_bytes({"format": FORMAT, "rules": [rule_to_json(rule) for rule in contract.rules]})


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """Return the JSON of one rule."""
    return {"kind": rule.kind, **{key: _plain(item) for key, item in to_json(rule).items()}}


def _plain(value: Any) -> Any:
    """Return a JSON value in which 5.0 is 5, so that it does not matter how it was given."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return int(value) if is_whole else value


def from_text(text: str | bytes) -> Contract:
    """Read rules from their JSON.

    Raises:
        UserError: ``rules.*``: no rules, or one this version does not know, by its number.
    """
    try:
        value = documents.read(text)
    except documents.DocumentError as error:
        raise UserError("rules.unreadable", reason=str(error)) from error
    if not isinstance(value, dict) or not isinstance(value.get("rules"), list):
        raise UserError("rules.unreadable", reason="there is no list “rules”")
    if value.get("format", FORMAT) != FORMAT:
        raise UserError("rules.format", found=value["format"], known=FORMAT)
    extra = sorted(set(value) - set(_KEYS))
    if extra:
        raise UserError("rules.unreadable", reason=f"“{extra[0]}” is unknown")
    rules = tuple(rule_from_json(item, at) for at, item in enumerate(value["rules"], 1))
    require_contract(rules)
    return Contract(rules)


def rule_from_json(value: Any, number: int) -> Rule:
    """Read one rule.

    Args:
        number: its place among the rules, from 1; named in errors.

    Raises:
        UserError: the kind or a key is unknown, a key is absent, a value does not fit.
    """
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        raise UserError("rules.form", number=number, reason="it has no kind")
    kind = RULES.get(value["kind"])
    if kind is None:
        hint = did_you_mean(value["kind"], RULES, f"Known kinds: {', '.join(RULES)}.")
        raise UserError("rules.unknown_kind", number=number, kind=value["kind"], hint=hint)
    given = {key: item for key, item in value.items() if key != "kind"}
    known = [item.name for item in fields(kind)]
    for key in given:
        if key not in known:
            hint = did_you_mean(key, known, f"It may have: {', '.join(known)}.")
            raise UserError("rules.unknown_key", number=number, kind=kind.title, key=key, hint=hint)
    for key in ("columns", "values"):
        if key in given and not isinstance(given[key], list):
            raise UserError("rules.form", number=number, reason=f"“{key}” is no list")
    try:
        return from_json(kind, given)
    except (ValueError, OverflowError) as error:
        raise UserError("rules.form", number=number, reason=misfit(kind, given)) from error
