"""Sets of parameters to try, drawn from what the catalogue says about each parameter."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from mlops_desktop.core.algorithms import Parameter, ParameterKind, ParameterValue, algorithm
from mlops_desktop.core.metrics import Task

Values = dict[str, ParameterValue]
"""What one candidate sets; the rest keeps its default."""

_AIMS = frozenset({("boosting", "loss"), ("boosting", "quantile"), ("stacking", "cv")})
"""What says what is aimed at, or how honestly, and not how well: never searched."""

_WORD_SHARE = 0.25
"""How often a word (automatic, unlimited), or zero, is drawn where a number could be."""
_DECADES = 6
_WIDE = 50.0
"""A range from zero this wide is drawn by factors, over so many decades below its high end."""
_VAIN = 100
"""Draws without a new candidate after which the rest is given up: there are few values."""


def searched_parameters(
    key: str, task: Task, given: Mapping[str, ParameterValue], rows: int
) -> tuple[Parameter, ...]:
    """Return the parameters a search may vary: those that a person did not set.

    Args:
        rows: of the smallest training fold; rows per leaf, or neighbours, beyond a twentieth of
            them are all the same and not drawn.
    """
    return tuple(
        _capped(item, rows)
        for item in algorithm(key).parameters_for(task)
        if item.kind is not ParameterKind.METHODS
        and (key, item.key) not in _AIMS
        and item.key not in given
    )


def _capped(parameter: Parameter, rows: int) -> Parameter:
    if parameter.unit != "rows":
        return parameter
    low, high = _ends(parameter)
    return replace(parameter, high=min(high, max(low + 9, rows // 20)))


def generator(seed: int, key: str) -> np.random.Generator:
    """Return the chance of one method's search: the same whatever else is trained.

    Args:
        seed: 0–2³²−1.
    """
    return np.random.default_rng([seed, 5, zlib.crc32(key.encode())])


def draw_candidates(
    parameters: Sequence[Parameter],
    given: Mapping[str, ParameterValue],
    count: int,
    random: np.random.Generator,
    identity: Callable[[Values], Hashable],
) -> tuple[Values, ...]:
    """Draw different candidates; the first is the defaults with what a person set.

    Numbers are drawn evenly, or evenly in the logarithm where the catalogue says that factors
    matter (Bergstra & Bengio 2012); choices evenly.

    Args:
        parameters: what varies.
        given: what does not.
        identity: candidates of equal identity are one and the same.

    Returns:
        At most ``count`` candidates, fewer when there are not so many different ones.
    """
    first = dict(given)
    found: dict[Hashable, Values] = {identity(first): first}
    vain = 0
    while parameters and len(found) < count and vain < _VAIN:
        drawn = {**given, **{item.key: draw(item, random) for item in parameters}}
        name = identity(drawn)
        vain = vain + 1 if name in found else 0
        found.setdefault(name, drawn)
    return tuple(found.values())


def draw(parameter: Parameter, random: np.random.Generator) -> ParameterValue:
    """Draw one value within the parameter's range."""
    if parameter.kind is ParameterKind.CHOICE:
        return parameter.choices[int(random.integers(len(parameter.choices)))]
    if parameter.words and random.random() < _WORD_SHARE:
        return parameter.words[int(random.integers(len(parameter.words)))]
    low, high = _ends(parameter)
    by_factors = parameter.is_log
    if low == 0 and high >= _WIDE:
        if random.random() < _WORD_SHARE:
            return 0 if parameter.kind is ParameterKind.INTEGER else 0.0
        low, by_factors = high / 10**_DECADES, True
    if by_factors:
        value = math.exp(random.uniform(math.log(low), math.log(high)))
    else:
        value = random.uniform(low, high)
    return _rounded(parameter, value)


def _ends(parameter: Parameter) -> tuple[float, float]:
    if parameter.low is None or parameter.high is None:
        raise ValueError(f"{parameter.key} has no range")
    return parameter.low, parameter.high


def _rounded(parameter: Parameter, value: float) -> ParameterValue:
    """Return a value people can read and write again exactly: whole, or four digits."""
    low, high = _ends(parameter)
    if parameter.kind is ParameterKind.INTEGER:
        return int(min(max(round(value), low), high))
    return float(min(max(float(f"{value:.4g}"), low), high))
