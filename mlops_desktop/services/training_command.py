"""A training as it is asked for elsewhere: as a command, or as a spec file."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import replace

from mlops_desktop.core.anomaly import AnomalyPlan
from mlops_desktop.core.codec import to_json
from mlops_desktop.core.decision import MOST_PROBABLE, Decision, Worth
from mlops_desktop.core.features import AUTOMATIC, ColumnChoice, FeatureChoices
from mlops_desktop.core.forecast import ForecastPlan
from mlops_desktop.core.search import Search
from mlops_desktop.core.training import SplitMethod, SplitPlan, TrainingSpec

_PROGRAM = "mlops-desktop"
_NOT_IN_WORTH = frozenset(",=")
_NOT_IN_ORDER = frozenset(",")
_SPLITS = {
    SplitMethod.RANDOM: "random",
    SplitMethod.ORDERED: "ordered",
    SplitMethod.GROUPED: "group",
    SplitMethod.COLUMN: "column",
}
_PLAN = SplitPlan()

Option = tuple[str, object]
"""An option and its value; True for one that takes none."""


def command(spec: TrainingSpec, data: str) -> str | None:
    """Return the command that asks for the same; None where only a spec file can say it.

    Args:
        data: the dataset version, as in ``bikes@2``.
    """
    if not _can_be_said(spec):
        return None
    words = [_PROGRAM, "train"]
    for name, value in _options(spec, data):
        words += [name] if value is True else [f"{name}={value}" if _is_odd(value) else name]
        if value is not True and not _is_odd(value):
            words.append(str(value))
    return shlex.join(words)


def spec_file(spec: TrainingSpec, data: str) -> str:
    """Return the text of a spec file that asks for the same."""
    return json.dumps({"data": data, **to_json(spec)}, ensure_ascii=False, indent=2) + "\n"


def _is_odd(value: object) -> bool:
    """Return whether a value would be taken for an option."""
    return str(value).startswith("-")


def _can_be_said(spec: TrainingSpec) -> bool:
    features = spec.features
    if replace(features, columns=()) != AUTOMATIC or features.monotone():
        return False
    if any(_NOT_IN_ORDER & set(level) for item in features.columns for level in item.order):
        return False
    if any(level != level.strip() for item in features.columns for level in item.order):
        return False
    worth = spec.decision.worth
    return worth is None or not _NOT_IN_WORTH & set(worth.unit)


def _options(spec: TrainingSpec, data: str) -> Iterator[Option]:
    parameters = (
        f"{given.algorithm}.{key}={value}"
        for given in spec.parameters
        for key, value in given.values
    )
    yield "--data", data
    yield from _given(("--target", spec.target or None), ("--model", spec.model))
    yield from _given(("--task", spec.task), *(("--algorithm", key) for key in spec.algorithms))
    yield from (("--parameter", text) for text in parameters)
    yield from _features(spec.features)
    yield from (("--exclude", name) for name in spec.exclude)
    yield from (("--sensitive", name) for name in spec.sensitive)
    yield from _given(("--metric", spec.metric), ("--positive", spec.positive))
    yield from _split(spec.split)
    yield from _given(("--seed", spec.seed or None))
    yield from _search(spec.search)
    yield from _forecast(spec.forecast)
    yield from _anomaly(spec.anomaly)
    yield from _decision(spec.decision)


def _given(*pairs: tuple[str, object | None]) -> Iterator[Option]:
    """Yield the options that have a value."""
    yield from ((name, value) for name, value in pairs if value is not None)


def _features(features: FeatureChoices) -> Iterator[Option]:
    for item in features.columns:
        if item != ColumnChoice(item.column):
            order = f":{','.join(item.order)}" if item.order else ""
            yield "--feature", f"{item.column}={item.treatment}{order}"


def _split(plan: SplitPlan) -> Iterator[Option]:
    if plan.method is not _PLAN.method:
        yield "--split", _SPLITS[plan.method]
    yield from _given(
        ("--order-by", plan.order_by),
        ("--group-by", plan.group_by),
        ("--split-column", plan.column),
    )
    for value in plan.held_out:
        yield "--held-out", value
    if plan.holdout != _PLAN.holdout:
        yield "--holdout", f"{plan.holdout:g}"
    if plan.folds != _PLAN.folds:
        yield "--cv", plan.folds


def _search(search: Search | None) -> Iterator[Option]:
    if search is None:
        return
    yield "--tune", search.candidates
    if search.minutes is not None:
        yield "--minutes", f"{search.minutes:g}"
    yield "--search", search.method
    if search.is_nested:
        yield "--nested", True


def _forecast(plan: ForecastPlan | None) -> Iterator[Option]:
    if plan is None:
        return
    yield "--date", plan.date
    yield "--horizon", plan.horizon
    yield "--season", plan.season
    yield "--starts", plan.origins
    yield from (("--event", name) for name in plan.events)
    usual = ForecastPlan(plan.date)
    if plan.coverage != usual.coverage:
        yield "--coverage", repr(plan.coverage)
    if plan.fill != usual.fill:
        yield "--fill", plan.fill
    if not plan.is_differenced:
        yield "--level", True
    if plan.has_yearly_terms:
        yield "--yearly", True


def _anomaly(plan: AnomalyPlan | None) -> Iterator[Option]:
    if plan is not None:
        yield "--unusual-share", f"{plan.share:g}"
        yield from _given(("--labels", plan.labels))


def _decision(decision: Decision) -> Iterator[Option]:
    if decision.balance is not MOST_PROBABLE.balance:
        yield "--balance", decision.balance
    yield from _given(("--weight", decision.weight))
    if decision.calibration is not MOST_PROBABLE.calibration:
        yield "--calibrate", decision.calibration
    if decision.worth is not None:
        yield "--worth", _worth(decision.worth)
    if decision.threshold is not None:
        yield "--threshold", repr(decision.threshold)


def _worth(worth: Worth) -> str:
    numbers = {
        "hit": worth.hit,
        "miss": worth.miss,
        "false_alarm": worth.false_alarm,
        "rest": worth.rest,
    }
    said = ",".join(f"{name}={value!r}" for name, value in numbers.items())
    return f"{said},{worth.unit}" if worth.unit else said
