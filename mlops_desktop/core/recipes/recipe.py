"""The recipe: a named list of steps, and its JSON.

The JSON is strict: what this version does not know is refused, never ignored, because a step that
does less than it says would make another table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from mlops_desktop.core import documents
from mlops_desktop.core.codec import from_json, misfit, to_bytes, to_json
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import Digest
from mlops_desktop.core.recipes.catalogue import STEPS
from mlops_desktop.core.recipes.step import Step, StepProblem
from mlops_desktop.core.wording import did_you_mean

FORMAT = 1
MAX_STEPS = 1_000
_MAX_WORDS = 200
_KEYS = ("format", "name", "description", "steps")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Changes to a table, in order.

    Attributes:
        name: 1–80 letters, digits, ``_``, ``-``, ``.``, or empty for one that is not saved yet.
        format: version of the JSON.
    """

    name: str
    description: str = ""
    steps: tuple[Step, ...] = ()
    format: int = FORMAT

    def tables(self) -> tuple[str, ...]:
        """Return the names of the other tables it reads, each once, in order of use."""
        return tuple(dict.fromkeys(name for step in self.steps for name in step.tables()))


def to_text(recipe: Recipe) -> str:
    """Return the canonical JSON: the same recipe gives the same text."""
    return to_bytes(_values(recipe)).decode("utf-8", "surrogatepass")


def digest(recipe: Recipe) -> Digest:
    """Return the SHA-256 of the canonical JSON."""
    return Digest(hashlib.sha256(to_bytes(_values(recipe))).hexdigest())


def _values(recipe: Recipe) -> dict[str, Any]:
    return {
        "format": recipe.format,
        "name": recipe.name,
        "description": recipe.description,
        "steps": [{"kind": step.kind, **_parameters(step)} for step in recipe.steps],
    }


def _parameters(step: Step) -> dict[str, Any]:
    values: dict[str, Any] = _plain(to_json(step))
    return {
        key: value for key, value in values.items() if key not in step.later or value is not None
    }


def _plain(value: Any) -> Any:
    """Return a JSON value in which 5.0 is 5, so that it does not matter how it was given."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return int(value) if is_whole else value


def from_text(text: str | bytes) -> Recipe:
    """Read a recipe from its JSON.

    Raises:
        UserError: ``recipe.*``: no recipe, or a step this version does not know, by its number.
    """
    try:
        value = documents.read(text)
    except documents.DocumentError as error:
        raise UserError("recipe.unreadable", reason=str(error)) from error
    if not isinstance(value, dict) or not isinstance(value.get("steps"), list):
        raise UserError("recipe.unreadable", reason="it has no list of steps")
    if "format" not in value:
        raise UserError("recipe.unreadable", reason=f"it does not say its format ({FORMAT})")
    if value["format"] != FORMAT:
        raise UserError("recipe.format", found=value["format"], known=FORMAT)
    if len(value["steps"]) > MAX_STEPS:
        raise UserError("recipe.too_many_steps", count=len(value["steps"]), limit=MAX_STEPS)
    extra = sorted(set(value) - set(_KEYS))
    if extra:
        raise UserError("recipe.unreadable", reason=f"it has “{extra[0]}”, which is unknown")
    name, description = value.get("name", ""), value.get("description", "")
    if not isinstance(name, str) or not isinstance(description, str):
        raise UserError("recipe.unreadable", reason="name and description must be texts")
    steps = tuple(step_from_json(item, at) for at, item in enumerate(value["steps"], 1))
    return Recipe(name, description, steps)


def step_from_json(value: Any, number: int) -> Step:
    """Read one step.

    Args:
        number: its place in the recipe, from 1; named in errors.

    Raises:
        UserError: the kind or one of the keys is unknown, a key is absent, a value does not fit.
    """
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        raise UserError("recipe.step_form", number=number, reason="it has no kind")
    kind = STEPS.get(value["kind"])
    if kind is None:
        hint = did_you_mean(value["kind"], STEPS, f"Known kinds: {', '.join(STEPS)}.")
        raise UserError("recipe.unknown_kind", number=number, kind=value["kind"], hint=hint)
    given = {key: item for key, item in value.items() if key != "kind"}
    known = [item.name for item in fields(kind)]
    for key in given:
        if key not in known:
            hint = did_you_mean(key, known, f"It may have: {', '.join(known)}.")
            raise UserError(
                "recipe.unknown_key", number=number, kind=kind.title, key=key, hint=hint
            )
    try:
        step = from_json(kind, given)
    except (ValueError, OverflowError) as error:
        raise UserError("recipe.step_form", number=number, reason=_misfit(kind, given)) from error
    _refuse_inner_keys(given, to_json(step), number, kind)
    return step


def _misfit(kind: type[Step], given: dict[str, Any]) -> str:
    """Say which value does not fit, and of a list of choices what it may hold."""
    said = misfit(kind, given)
    for parameter in kind.parameters():
        if said.startswith(f"“{parameter.name}” cannot be") and parameter.form:
            return f"{said}; it is {parameter.form}"
    return said


def _refuse_inner_keys(given: Any, read: Any, number: int, kind: type[Step]) -> None:
    """Refuse keys that reading left out, and texts where lists belong, at any depth."""
    if isinstance(read, list) and not isinstance(given, list):
        raise UserError("recipe.step_form", number=number, reason=f"{given!r:.80} is no list")
    if isinstance(given, Mapping) and isinstance(read, Mapping):
        for key in given:
            if key not in read:
                hint = f"It may have: {', '.join(read)}."
                raise UserError(
                    "recipe.unknown_key", number=number, kind=kind.title, key=key, hint=hint
                )
            _refuse_inner_keys(given[key], read[key], number, kind)
    elif isinstance(given, list) and isinstance(read, list):
        for one, other in zip(given, read, strict=False):
            _refuse_inner_keys(one, other, number, kind)


def brief_words(step: Step) -> str:
    """Return what the step does in words, cut where an expression is very long."""
    words = step.words()
    return words if len(words) <= _MAX_WORDS else words[: _MAX_WORDS - 1] + "…"


@contextmanager
def at_step(number: int, step: Step) -> Iterator[None]:
    """Turn a ``StepProblem`` into a ``UserError`` that names the step by number and words."""
    try:
        yield
    except StepProblem as problem:
        facts = {"number": number, "words": brief_words(step), **problem.facts}
        raise UserError(problem.code, **facts) from problem
