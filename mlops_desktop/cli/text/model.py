"""Models in words: lists, and one version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mlops_desktop.cli.text import judging
from mlops_desktop.cli.text.plain import STAGE_MARK, both_times, duration, interval, local, safe
from mlops_desktop.cli.text.plain import number as shown
from mlops_desktop.cli.text.table import facts, headings, table
from mlops_desktop.cli.text.training import trials, value_title
from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.forecast import by_days_ahead, figures
from mlops_desktop.core.metrics import metric, purpose
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.parameter_words import plain_settings
from mlops_desktop.core.range_words import range_words
from mlops_desktop.core.stage import StageEvent
from mlops_desktop.core.too_good import too_good
from mlops_desktop.core.training import Split
from mlops_desktop.core.wording import counted

if TYPE_CHECKING:
    from mlops_desktop.services.behaviour import BehaviourCheck
    from mlops_desktop.services.models import ModelDetails, ModelRow, VersionDetails

_SPLIT_WORDS = {
    Split.CROSS_VALIDATION: "cross-validation",
    Split.TRAINING: "training rows",
}


def listing(rows: Sequence[ModelRow]) -> Iterator[str]:
    """Yield the table of models."""
    if not rows:
        example = "mlops-desktop train --data NAME --target COL --model NAME"
        yield f"○ No models yet. Train one: {example}"
        return
    yield from table(
        headings("Model", "Predicts", "Metric", "Newest", "Staging", "Production"),
        [
            (
                row.model.name + (" (archived)" if row.model.is_hidden else ""),
                row.model.target or "unusual rows",
                metric(row.model.deciding_metric).short,
                _with_value(row.newest),
                _with_value(row.staging, "◆ "),
                _with_value(row.production, "■ "),
            )
            for row in rows
        ],
    )


def model(view: ModelDetails) -> Iterator[str]:
    """Yield a model with its versions and the moves between stages, newest first."""
    found = view.model
    does = "predicts" if found.target else "finds"
    yield f"{found.name}: {does} {safe(purpose(found.task, found.target))}"
    yield from facts(
        [
            ("Deciding metric", metric(found.deciding_metric).title),
            ("Made", both_times(found.created_at)),
            ("State", "archived" if found.is_hidden else ""),
        ]
    )
    if view.versions:
        yield ""
        title = value_title(found.deciding_metric, found.target)
        yield from table(
            headings("Version", "Method", f">{title}", "95 % interval", "Stage", "Made", "By"),
            [
                (
                    item.label + (" (archived)" if item.is_hidden else ""),
                    algorithm(item.algorithm).title,
                    shown(item.value),
                    interval(item.low, item.high),
                    f"{STAGE_MARK[item.stage]} {item.stage}",
                    local(item.created_at),
                    item.created_by,
                )
                for item in view.versions
            ],
        )
    moves = [event for event in view.history if event.from_stage is not None]
    if moves:
        yield ""
        yield from history(moves, found.name)


def history(events: Sequence[StageEvent], name: str) -> Iterator[str]:
    """Yield moves between stages, in the order given."""
    yield from table(
        headings("When", "Version", "Move", "Kind", "By", "Reason"),
        [
            (
                local(event.at),
                f"{name}@{event.number}",
                f"{event.from_stage or 'new'} → {event.to_stage}",
                event.kind,
                event.actor,
                event.reason,
            )
            for event in events
        ],
    )


def version(view: VersionDetails) -> Iterator[str]:
    """Yield everything about one version."""
    found, spec = view.version, view.spec
    environment = view.environment
    learned, took, made, checked = "Learned from", "Time to fit", "Made", "Hold-out"
    if found.is_imported:
        learned, took, made, checked = "Judged on", "Time to judge", "Imported", "Rows judged"
    method = algorithm(found.algorithm).title
    yield f"{STAGE_MARK[found.stage]} {found.label}: {method}, {found.stage}"
    yield from facts(
        [
            ("Predicts", spec.target),
            ("Known answers", spec.anomaly.labels or "" if spec.anomaly is not None else ""),
            *_origin(view),
            (learned, f"{view.dataset.label} ({counted(view.dataset.row_count, 'row')})"),
            ("Columns left out", ", ".join(spec.exclude) or "none"),
            (checked, _held_out(view)),
            ("Seed", str(spec.seed)),
            ("Parameters", plain_settings(found.algorithm, view.facts.parameters)),
            (took, duration(view.facts.seconds)),
            (made, f"{both_times(found.created_at)} by {found.created_by}"),
            ("Environment", f"{environment.system}, Python {environment.python}"),
            ("Content", f"{found.model_digest} (mlopsd-model-digest/1)"),
            ("State", "archived" if found.is_hidden else ""),
        ]
    )
    yield ""
    yield from _metrics(view)
    doubt = too_good(view.facts)
    if doubt is not None:
        yield f"○ {safe(doubt.sentence)}"
    if view.facts.evaluation.backtest:
        yield ""
        yield from _backtest(view)
    if view.facts.steps:
        yield ""
        yield from _steps(view)
    yield from _trials(view)
    yield from _closely(view)
    yield from _uses(view)


def _held_out(view: VersionDetails) -> str:
    plan, forecast = view.spec.split, view.spec.forecast
    if forecast is not None:
        ahead = counted(forecast.horizon, "day")
        return f"backtest of {counted(forecast.origins, 'start')}, {ahead} ahead each"
    if view.version.is_imported:
        return plan.words
    return f"{', '.join(filter(None, (plan.words, plan.share)))}; {plan.folds} folds"


def _origin(view: VersionDetails) -> list[tuple[str, str]]:
    """Return where an imported version comes from; nothing of one that was trained here."""
    origin = view.facts.origin
    if origin is None:
        return []
    unknown = "on which rows, and how, is not known"
    named = "not known to it; named when it was imported" if origin.are_columns_stated else ""
    return [
        ("Learned", unknown),
        *([("Columns", named)] if named else []),
        ("File", f"{origin.file_name} (SHA-256 {origin.sha256})"),
        ("What it is", ", ".join(filter(None, (origin.kind, origin.library)))),
        ("Made by", origin.author or "not stated"),
        ("Comes from", origin.source or "not stated"),
    ]


def checks(found: Sequence[BehaviourCheck]) -> Iterator[str]:
    """Yield per version whether it still answers the same."""
    if not found:
        yield "○ No version is in staging or production."
    for item in found:
        yield f"{'●' if item.is_same else '▲'} {item.headline}"
        for detail in (item.problem, item.environments):
            if detail:
                yield f"  {safe(detail)}"


def _metrics(view: VersionDetails) -> Iterator[str]:
    yield from table(
        headings("Metric", "Measured on", ">Value", "95 % interval"),
        [
            (
                _metric_title(view, item.name),
                _measured_on(view, item.split),
                shown(item.value),
                interval(item.low, item.high),
            )
            for item in view.facts.metrics
        ],
    )
    yield from (f"○ {sentence}" for sentence in range_words(view.facts, shown))


def _metric_title(view: VersionDetails, key: str) -> str:
    return value_title(key, view.spec.target, view.spec.decision.unit)


def _measured_on(view: VersionDetails, split: Split) -> str:
    search = view.spec.search
    if search is not None and view.facts.trials and split is Split.CROSS_VALIDATION:
        return f"cross-validation {'of the search' if search.is_nested else 'that chose it'}"
    return safe(view.judged_on) if split is Split.HOLDOUT else _SPLIT_WORDS[split]


def _backtest(view: VersionDetails) -> Iterator[str]:
    """Yield the forecast days per day ahead, beside the seasonal naive on the same days."""
    points = view.facts.evaluation.backtest
    yield (
        f"Backtest on {counted(len(points), 'day')}, {points[0].day} to {points[-1].day}, beside "
        "the same day one season before (seasonal naive):"
    )
    rows = [*by_days_ahead(points), ("all", figures(points))]
    mae = value_title("mae", view.spec.target)
    yield from table(
        headings("Days ahead", f">{mae}", ">Seasonal naive", ">Bias", ">Within interval"),
        [
            (label, shown(one.mae), shown(one.naive_mae), shown(one.bias), f"{one.held:.0%}")
            for label, one in rows
        ],
    )


def _steps(view: VersionDetails) -> Iterator[str]:
    alike: dict[tuple[str, str], list[str]] = {}
    for step in view.facts.steps:
        words = step.operation.replace("_", " "), step.detail
        alike.setdefault(words, []).extend(step.columns)
    yield from table(
        headings("Step", "Columns", "Detail"),
        [(operation, ", ".join(names), detail) for (operation, detail), names in alike.items()],
    )


def _closely(view: VersionDetails) -> Iterator[str]:
    """Yield what a close look shows; older versions have not been looked at in every way."""
    facts, target = view.facts, view.spec.target
    if facts.importances:
        yield ""
        yield from judging.importances(facts.importances, view.version.metric, target)
    if facts.slices:
        yield ""
        yield from judging.slices(facts.slices, target)
    if facts.fairness:
        yield ""
        yield from judging.fairness(facts.fairness)


def _trials(view: VersionDetails) -> Iterator[str]:
    if view.facts.trials:
        yield ""
        yield from trials(view.facts.trials, view.version.metric, view.spec.target)


def _uses(view: VersionDetails) -> Iterator[str]:
    if view.predictions or view.reports:
        yield ""
        yield (
            f"Used for {counted(len(view.predictions), 'prediction batch', 'prediction batches')}, "
            f"checked in {counted(len(view.reports), 'monitor report')}."
        )
    moves = [event for event in view.history if event.from_stage is not None]
    if moves:
        yield ""
        yield from history(moves, view.version.model)


def _with_value(found: ModelVersion | None, mark: str = "") -> str:
    return f"{mark}@{found.number} ({shown(found.value)})" if found else "–"
