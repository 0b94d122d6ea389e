"""Train versions of a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlops_desktop.cli.commands.decision import decision_options, read_decision
from mlops_desktop.cli.commands.options import FILE
from mlops_desktop.cli.door import Command, Door, pass_door
from mlops_desktop.cli.text import training as text
from mlops_desktop.core import codec, documents
from mlops_desktop.core.algorithms import EVERY
from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.features import Treatment
from mlops_desktop.core.metrics import METRICS, WORTH, WORTH_METRIC, Task
from mlops_desktop.core.search import SearchMethod
from mlops_desktop.core.training import SplitMethod, TrainingSpec

if TYPE_CHECKING:
    from mlops_desktop.jobs.requests import Advice
    from mlops_desktop.jobs.work import Work
    from mlops_desktop.services.session import Session

_SPLITS = {
    "random": SplitMethod.RANDOM,
    "ordered": SplitMethod.ORDERED,
    "time": SplitMethod.ORDERED,
    "group": SplitMethod.GROUPED,
    "grouped": SplitMethod.GROUPED,
    "column": SplitMethod.COLUMN,
}
_FORECAST = {
    "date": "date",
    "horizon": "horizon",
    "season": "season",
    "events": "events",
    "starts": "origins",
    "coverage": "coverage",
    "fill": "fill",
    "differenced": "is_differenced",
    "yearly": "has_yearly_terms",
}
_ANOMALY = {"unusual_share": "share", "labels": "labels"}
_SEARCH = {
    "tune": "candidates",
    "minutes": "minutes",
    "search": "method",
    "nested": "is_nested",
}
_PLAN = {
    "split": "method",
    "order_by": "order_by",
    "group_by": "group_by",
    "split_column": "column",
    "held_out": "held_out",
    "holdout": "holdout",
    "cv": "folds",
}
_PARTS = (
    ("split", _PLAN),
    ("search", _SEARCH),
    ("forecast", _FORECAST),
    ("anomaly", _ANOMALY),
)
_PLACES = {option: (part, key) for part, keys in _PARTS for option, key in keys.items()}
"""Options that are a part's key in a spec file."""


@click.command(cls=Command)
@click.argument("spec", metavar="[SPEC.json]", type=FILE, required=False)
@click.option("--data", metavar="NAME[@N]", help="The rows to learn from.")
@click.option("--target", metavar="COL", help="The column to predict (none for anomaly).")
@click.option("--model", metavar="NAME", help="The model whose next versions are made.")
@click.option(
    "--task",
    type=click.Choice([str(task) for task in Task]),
    help="What the target is (else found from its values).",
)
@click.option(
    "--algorithm",
    "algorithms",
    type=click.Choice([item.key for item in EVERY]),
    multiple=True,
    help="A method to train (may be repeated; else the usual ones).",
)
@click.option(
    "--parameter",
    "parameters",
    metavar="METHOD.KEY=VALUE",
    multiple=True,
    help="A parameter of a method, such as forest.n_estimators=300 (repeatable).",
)
@click.option(
    "--feature",
    "features",
    metavar="COL=HOW",
    multiple=True,
    help="What a column is taken as: number, keep, category, target, text, spline, cyclic, "
    "leave_out, or ordinal:low,middle,high (repeatable).",
)
@click.option("--exclude", metavar="COL", multiple=True, help="A column to leave out (repeatable).")
@click.option(
    "--sensitive",
    metavar="COL",
    multiple=True,
    help="A column whose groups must be decided about alike, also when left out (repeatable).",
)
@click.option(
    "--metric",
    type=click.Choice([*(item.key for item in METRICS if item.tasks), WORTH]),
    help="The deciding metric (else the task's usual one); worth: what decisions are worth.",
)
@click.option(
    "--positive",
    metavar="VALUE",
    help="The positive class (else true, yes or 1; of other classes the rarer one).",
)
@click.option(
    "--split",
    type=click.Choice(list(_SPLITS)),
    help="Hold out random rows, the last ones (ordered; also: time), whole groups (group) or "
    "what a column says (column).  [default: random]",
)
@click.option("--order-by", metavar="COL", help="The column that orders (else the file's order).")
@click.option("--group-by", metavar="COL", help="The column whose equal values stay together.")
@click.option("--split-column", metavar="COL", help="The column that says what is held out.")
@click.option(
    "--held-out",
    metavar="VALUE",
    multiple=True,
    help="Its value in rows that are held out (repeatable).",
)
@click.option(
    "--holdout",
    type=click.FloatRange(0.05, 0.5),
    help="Share of rows held out for judging.  [default: 0.2]",
)
@click.option(
    "--cv", type=click.IntRange(2, 20), help="Cross-validation folds on the rest.  [default: 5]"
)
@click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), help="Seed of every random choice.  [default: 0]"
)
@click.option(
    "--tune",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Try N sets of parameters per method, the defaults first (else 20 when searching).",
)
@click.option(
    "--minutes",
    type=click.FloatRange(0, 10_080, min_open=True),
    help="Begin no further set after so many minutes per method.",
)
@click.option(
    "--search",
    type=click.Choice([str(method) for method in SearchMethod]),
    help="Try each set on all rows (random), or many on few rows and the best on more (halving, "
    "the usual way).",
)
@click.option(
    "--nested",
    is_flag=True,
    default=None,
    help="Judge the search itself by cross-validation around it too; the hold-out never takes "
    "part in a search.",
)
@click.option("--date", metavar="COL", help="Forecasting: the column of days.")
@click.option(
    "--horizon", type=click.IntRange(1, 366), help="Forecasting: days ahead.  [default: 7]"
)
@click.option(
    "--season",
    type=click.IntRange(1, 366),
    help="Forecasting: days after which the pattern repeats.  [default: 7]",
)
@click.option(
    "--event",
    "events",
    metavar="COL",
    multiple=True,
    help="Forecasting: a column known in advance, such as holidays (repeatable).",
)
@click.option(
    "--starts",
    type=click.IntRange(2, 50),
    help="Forecasting: how often the backtest starts a forecast.  [default: 8]",
)
@click.option(
    "--coverage",
    type=click.FloatRange(0.5, 0.99),
    help="Forecasting: share of days the interval shall hold.  [default: 0.9]",
)
@click.option(
    "--fill",
    type=click.Choice(["missing", "zero"]),
    help="Forecasting: what a day without a row is (missing as by default, or zero).",
)
@click.option(
    "--differenced/--level",
    default=None,
    help="Forecasting: learn the change against one season before (as by default), or the level.",
)
@click.option(
    "--yearly",
    is_flag=True,
    default=None,
    help="Forecasting: learn the place in the year, from two full years on.",
)
@click.option(
    "--unusual-share",
    type=click.FloatRange(0.0001, 0.5),
    help="Anomaly: share of the training rows to be called unusual.  [default: 0.01]",
)
@click.option(
    "--labels",
    metavar="COL",
    help="Anomaly: a column of known answers; it judges, nothing is learned from it.",
)
@decision_options
@pass_door
def train(door: Door, /, spec: Path | None, data: str | None, **chosen: Any) -> int:
    """Train one version per method and judge each on rows it has not seen.

    SPEC.json holds the same choices as one JSON object: data, model, target, task, algorithms,
    parameters [{algorithm, values [[key, value]]}], features {columns [{column, treatment, order,
    monotone}], indicators, rare_share, interactions, components, select}, exclude, sensitive,
    metric, positive, seed, split {method, order_by, group_by, column, held_out, holdout, folds},
    decision {balance, weight, calibration, worth {unit, hit, miss, false_alarm, rest}, threshold},
    search {candidates, minutes, method, is_nested}, forecast {date, horizon, season, events,
    origins, coverage, fill, is_differenced, has_yearly_terms} and anomaly {share, labels}.
    Options given beside it win. Columns that give the answer away are named before the training
    begins.
    """
    from mlops_desktop.services import models, training

    written = _read(spec) if spec is not None else {}
    wanted_data, wanted = _wanted(written, data, chosen)
    with door.session() as session:
        advice = None
        if wanted.forecast is None:
            advice = _advice(session, wanted_data, wanted, door.work())
            left_out = (*wanted.exclude, *wanted.features.left_out())
            taken = [
                item.column
                for item in wanted.features.columns
                if item.treatment is not Treatment.AUTOMATIC
            ]
            door.console.lines(text.advice(advice, left_out, taken))
        told = text.Improvements(door.console.note)
        summary = training.train(session, wanted_data, wanted, door.work(), told.on_tried).value
        best = text.best_of(summary.versions) if summary.versions else None
        doubt = models.doubt_about(session, best) if best is not None else None
    payload = {
        "advice": codec.to_json(advice) if advice else None,
        **codec.to_json(summary),
        "almost_too_good": {**codec.to_json(doubt), "sentence": doubt.sentence} if doubt else None,
    }
    door.console.answer(payload, text.trained(summary, doubt))
    return ExitCode.DONE if summary.versions else ExitCode.INPUT


def _advice(session: Session, data: str, wanted: TrainingSpec, work: Work) -> Advice:
    """Return what is doubtful before the training."""
    from mlops_desktop.services import training

    if wanted.task is Task.ANOMALY:
        labels = wanted.anomaly.labels if wanted.anomaly is not None else None
        return training.suggest_unusual(session, data, work, wanted.split, labels)
    return training.suggest(session, data, wanted.target, work, (wanted.split, wanted.seed))


def _read(path: Path) -> dict[str, Any]:
    """Return the JSON object a spec file holds."""
    from mlops_desktop.services.documents import read_bytes

    data = read_bytes(path)
    try:
        value: dict[str, Any] = documents.read(data)
        documents.require(TrainingSpec, value, also=("data",))
        if not isinstance(value.get("data", ""), str):
            raise documents.DocumentError("“data” must be a text such as sales@3")
    except documents.DocumentError as error:
        raise UserError("usage.spec", path=path, reason=error) from error
    return value


def _parameter(text: str) -> dict[str, Any]:
    """Return what METHOD.KEY=VALUE sets, as a spec file says it."""
    name, equals, value = text.partition("=")
    method, dot, key = name.partition(".")
    if not (equals and dot and method and key and value):
        raise UserError("training.parameter_form", text=text)
    return {"algorithm": method.strip(), "values": [[key.strip(), value.strip()]]}


def _parameters(written: list[Any] | None, texts: tuple[str, ...]) -> list[Any]:
    return [*(written or ()), *map(_parameter, texts)]


def _features(written: dict[str, Any] | None, texts: tuple[str, ...]) -> dict[str, Any]:
    """Return the choices for columns: each COL=HOW wins over the file's for that column."""
    choices = written or {}
    found = {item["column"]: item for item in choices.get("columns", ())}
    for asked in texts:
        column, equals, how = asked.rpartition("=")
        treatment, _, order = how.partition(":")
        if not (equals and column) or treatment not in list(Treatment):
            raise UserError("features.form", text=asked, treatments=", ".join(Treatment))
        levels = [level.strip() for level in order.split(",") if level.strip()]
        found[column] = {"column": column, "treatment": treatment, "order": levels}
    return {**choices, "columns": list(found.values())}


_TOGETHER: dict[str, Callable[[Any, tuple[str, ...]], Any]] = {
    "parameters": _parameters,
    "features": _features,
}
"""Options that go together with what the file says."""


def _wanted(
    written: dict[str, Any], data: str | None, chosen: dict[str, Any]
) -> tuple[str, TrainingSpec]:
    """Return the data reference and the spec: options over the file over the defaults."""
    merged = {key: value for key, value in written.items() if key != "data"}
    parts = {part: dict(written.get(part) or {}) for part, _ in _PARTS}
    merged["decision"] = read_decision(written.get("decision"), chosen)
    for option, value in chosen.items():
        if value is None or value == ():
            continue
        if option in _TOGETHER:
            merged[option] = _TOGETHER[option](written.get(option), value)
        elif option in _PLACES:
            part, key = _PLACES[option]
            parts[part][key] = _SPLITS[value] if option == "split" else value
        else:
            merged[option] = value
    if merged.get("metric") == WORTH:
        merged["metric"] = WORTH_METRIC
    merged |= {part: said for part, said in parts.items() if said}
    is_anomaly = bool(parts["anomaly"]) or merged.get("task") == str(Task.ANOMALY)
    is_forecast = bool(parts["forecast"]) or merged.get("task") == str(Task.FORECAST)
    if is_forecast and not parts["forecast"].get("date"):
        raise UserError("forecast.needs_plan")
    data = data or written.get("data")
    needed = [("--data", data), ("--model", merged.get("model"))]
    if is_anomaly:
        merged = {"task": str(Task.ANOMALY), **merged}
    else:
        needed.insert(1, ("--target", merged.get("target")))
    for option, value in needed:
        if not value:
            raise UserError("usage.missing_option", option=option)
    return str(data), codec.from_json(TrainingSpec, merged)
