"""The manual's catalogue of steps, derived from what the steps say of themselves."""

from __future__ import annotations

from collections.abc import Iterator

from mlops_desktop.core.recipes.catalogue import STEPS
from mlops_desktop.core.recipes.parameter import Kind, Parameter
from mlops_desktop.core.recipes.step import Step, plain_number

_SPELLED = (Kind.COLUMNS, Kind.NAMES, Kind.NUMBERS, Kind.TEXTS, Kind.MAPPING, Kind.AGGREGATIONS)
"""Kinds whose form in JSON nobody would guess."""


def step_tables() -> str:
    """Return a section per kind of step: what it does and what can be set, as Markdown."""
    return "\n\n".join("\n".join(_section(step)) for step in STEPS.values()) + "\n"


def _section(step: type[Step]) -> Iterator[str]:
    yield f"### {step.title}\n"
    yield f"`{step.kind}`: {step.summary}\n"
    yield "| key | what it is | if left out |"
    yield "|---|---|---|"
    for parameter in step.parameters():
        yield f"| `{parameter.name}` | {_meaning(parameter)} | {_default(parameter)} |"


def _meaning(parameter: Parameter) -> str:
    parts = [parameter.help]
    if parameter.kind in _SPELLED:
        parts.append(f"{parameter.form[0].upper()}{parameter.form[1:]}.")
    if parameter.choices:
        listed = ", ".join(f"`{choice}`" for choice in parameter.choices)
        several = parameter.kind is Kind.CHOICES
        parts.append(f"A list of some of {listed}." if several else f"One of {listed}.")
    if parameter.low is not None or parameter.high is not None:
        low, high = (plain_number(end) for end in (parameter.low, parameter.high))
        ends = [f"from {low}"] if parameter.low is not None else []
        ends += [f"to {high}"] if parameter.high is not None else ["on"]
        parts.append(f"A number {' '.join(ends)}.")
    if parameter.when is not None:
        other, values = parameter.when
        parts.append(f"Counts where `{other}` is {' or '.join(f'`{v}`' for v in values)}.")
    return " ".join(parts).replace("|", "\\|")


def _default(parameter: Parameter) -> str:
    default = parameter.default
    if default is None or default in ("", ()):
        return "must be given" if parameter.is_required and not parameter.when else "–"
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, tuple):
        return ", ".join(f"`{item}`" for item in default)
    return f"`{plain_number(default) if isinstance(default, float) else default}`"
