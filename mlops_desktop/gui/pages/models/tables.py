"""What the page's tables show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from mlops_desktop.core.certainty import Verdict, verdict_of
from mlops_desktop.core.metrics import WORTH_METRIC, metric
from mlops_desktop.core.model import Agreement, SameRows
from mlops_desktop.core.monitor import MonitorReport
from mlops_desktop.core.scoring import InputIssue, InputWarning, Prediction
from mlops_desktop.core.stage import StageEvent
from mlops_desktop.core.training import FeatureStep, FieldSignature, MetricValue, Split
from mlops_desktop.gui import numerals
from mlops_desktop.gui.theme.marks import Mark, mark_of
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn
from mlops_desktop.services.models import VersionDetails


def tr(text: str) -> str:
    """Translate in the page's context."""
    return QCoreApplication.translate("ModelsPage", text)


@dataclass(frozen=True, slots=True)
class CompareLine:
    """One metric of two versions.

    Attributes:
        difference: second minus first with its 95 % range, or "".
        mark: better, worse, no evidence; None while nothing is known.
    """

    title: str
    first: str
    second: str
    difference: str = ""
    mark: Mark | None = None
    judgement: str = ""


def measured_lines(same: SameRows, target: str) -> tuple[CompareLine, ...]:
    """Return the lines of two versions on the same rows, and on how many the answer changes."""
    lines = []
    for item in same.differences:
        decimals = max(
            numerals.decimals_for([item.first, item.second]),
            numerals.decimals_for([item.difference], 2),
        )
        mark, judgement = _judge(item.metric, item.low, item.high)
        ends = [numerals.signed(end, decimals) for end in (item.low, item.high)]
        spread = tr("{0} to {1}").format(*ends) if item.is_known else tr("range not known")
        lines.append(
            CompareLine(
                metric_title(item.metric, target, same.unit_of_worth),
                numerals.fixed(item.first, decimals),
                numerals.fixed(item.second, decimals),
                f"{numerals.signed(item.difference, decimals)}  ({spread})",
                mark,
                judgement,
            )
        )
    if same.agreement is not None:
        lines.append(_alike(same.agreement))
    share = 100 * same.decisions_changed / same.rows if same.rows else 0.0
    lines.append(
        CompareLine(
            tr("Days forecast otherwise")
            if same.unit == "day"
            else tr("Rows whose answer changes"),
            "",
            f"{same.decisions_changed:,}",
            tr("of {0} · {1} %").format(f"{same.rows:,}", f"{share:.0f}"),
        )
    )
    return tuple(lines)


def _alike(found: Agreement) -> CompareLine:
    """Return how far two finders of unusual rows rank the same rows alike."""
    title, value = tr("Rank the rows alike (Spearman's ρ)"), numerals.fixed(found.value, 2)
    return CompareLine(title, "", value, found.spread(2))


def own_lines(first: VersionDetails | None, second: VersionDetails) -> tuple[CompareLine, ...]:
    """Return each version's metrics on its own hold-out rows."""
    lines = []
    for item in _holdout(second):
        other = next((m for m in _holdout(first) if m.name == item.name), None) if first else None
        values = [item.value, other.value if other is not None else None]
        decimals = numerals.decimals_for(values)
        lines.append(
            CompareLine(
                metric_title(item.name, second.spec.target, second.spec.decision.unit),
                numerals.fixed(values[1], decimals) if first else "",
                numerals.fixed(item.value, decimals),
                numerals.span(item.low, item.high, decimals) if first is None else "",
            )
        )
    return tuple(lines)


def waiting_lines(second: VersionDetails) -> tuple[CompareLine, ...]:
    """Return the lines without numbers, while they are measured."""
    target, unit = second.spec.target, second.spec.decision.unit
    titles = [metric_title(item.name, target, unit) for item in _holdout(second)]
    return tuple(
        CompareLine(title, "…", "…") for title in (*titles, tr("Rows whose answer changes"))
    )


def _holdout(details: VersionDetails) -> list[MetricValue]:
    return [item for item in details.facts.metrics if item.split is Split.HOLDOUT]


def metric_title(key: str, target: str, unit: str = "") -> str:
    """Return a metric's name with its unit: the target's, or that in which decisions are valued."""
    about = metric(key)
    of = target if about.in_target_units else unit if key == WORTH_METRIC else ""
    return f"{about.title} ({of})" if of else about.title


def _judge(key: str, low: float, high: float) -> tuple[Mark, str]:
    judged = {Verdict.BETTER: (Mark.FINE, tr("better")), Verdict.WORSE: (Mark.PROBLEM, tr("worse"))}
    return judged.get(verdict_of(key, low, high), (Mark.NONE, tr("no evidence of a difference")))


def compare_columns(first: str, second: str, last: str) -> tuple[TableColumn[CompareLine], ...]:
    """Return the columns of the comparison; without ``first`` there is one version only."""
    title: TableColumn[CompareLine] = TableColumn(
        tr("Metric"),
        lambda line: line.title,
        stretch=3,
        look=lambda _line: CellLook(role=TextRole.MEDIUM),
    )
    one: TableColumn[CompareLine] = TableColumn(
        first, lambda line: line.first, width=84, look=lambda _line: CellLook(tone="muted")
    )
    two: TableColumn[CompareLine] = TableColumn(
        second,
        lambda line: line.second,
        width=84,
        look=lambda _line: CellLook(role=TextRole.STRONG),
    )
    end: TableColumn[CompareLine] = TableColumn(
        last,
        lambda line: line.difference,
        stretch=3,
        tooltip=lambda line: line.judgement,
        spoken=lambda line: f"{line.title}: {line.difference} {line.judgement}",
        look=lambda line: CellLook(mark=line.mark, tone="text" if line.mark else "muted"),
    )
    return (title, one, two, end) if first else (title, two, end)


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric over the splits."""

    title: str
    splits: tuple[tuple[Split, str, str], ...]

    def text(self, split: Split) -> str:
        """Return value and range on a split."""
        return next((value for at, value, _ in self.splits if at is split), "–")

    def spread(self, split: Split) -> str:
        """Return the range on a split."""
        return next((spread for at, _, spread in self.splits if at is split), "")


def metric_lines(details: VersionDetails) -> tuple[MetricLine, ...]:
    """Return the metrics of a version, one line each."""
    found: dict[str, list[MetricValue]] = {}
    for item in details.facts.metrics:
        found.setdefault(item.name, []).append(item)
    lines = []
    for name, items in found.items():
        decimals = numerals.decimals_for([item.value for item in items])
        splits = tuple(
            (
                item.split,
                numerals.fixed(item.value, decimals),
                numerals.span(item.low, item.high, decimals),
            )
            for item in items
        )
        lines.append(MetricLine(metric_title(name, details.spec.target), splits))
    return tuple(lines)


def metric_columns(judged_on: str = "") -> tuple[TableColumn[MetricLine], ...]:
    """Return the columns of the metrics; of an imported version only of the rows that judged it."""

    def of(split: Split) -> Callable[[MetricLine], str]:
        return lambda line: line.text(split)

    def spread(split: Split) -> Callable[[MetricLine], str]:
        return lambda line: line.spread(split)

    title: TableColumn[MetricLine] = TableColumn(
        tr("Metric"),
        lambda line: line.title,
        stretch=1,
        look=lambda _line: CellLook(role=TextRole.MEDIUM),
    )
    if judged_on:
        words = tr("On {0}").format(judged_on)
        value: TableColumn[MetricLine] = TableColumn(
            words, of(Split.HOLDOUT), is_number=True, stretch=1
        )
        return (title, value, TableColumn(tr("95 % range"), spread(Split.HOLDOUT), width=112))
    return (
        title,
        TableColumn(tr("Hold-out"), of(Split.HOLDOUT), is_number=True, width=80),
        TableColumn(
            tr("95 % range"),
            spread(Split.HOLDOUT),
            width=112,
            look=lambda _line: CellLook(tone="muted"),
        ),
        TableColumn(tr("Folds"), of(Split.CROSS_VALIDATION), is_number=True, width=80),
        TableColumn(
            tr("95 % range"),
            spread(Split.CROSS_VALIDATION),
            width=112,
            look=lambda _line: CellLook(tone="muted"),
        ),
    )


NumberedStep = tuple[int, FeatureStep]


def step_columns() -> tuple[TableColumn[NumberedStep], ...]:
    """Return the columns of the feature steps, in the order applied."""
    return (
        TableColumn(tr("No."), lambda s: str(s[0]), lambda s: s[0], is_number=True, width=44),
        TableColumn(
            tr("Column"),
            lambda s: ", ".join(s[1].columns),
            stretch=2,
            look=lambda _s: CellLook(role=TextRole.MEDIUM),
        ),
        TableColumn(tr("Step"), lambda s: s[1].operation.replace("_", " "), width=92),
        TableColumn(tr("How"), lambda s: s[1].detail, stretch=3, tooltip=lambda s: s[1].detail),
        TableColumn(
            tr("Becomes"),
            lambda s: ", ".join(s[1].outputs) or "–",
            stretch=2,
            tooltip=lambda s: ", ".join(s[1].outputs),
        ),
    )


def signature_columns() -> tuple[TableColumn[FieldSignature], ...]:
    """Return the columns of what a version expects."""
    return (
        TableColumn(
            tr("Input"),
            lambda f: f.name,
            stretch=2,
            look=lambda _f: CellLook(role=TextRole.MEDIUM),
        ),
        TableColumn(tr("Type"), lambda f: f.type, width=84),
        TableColumn(tr("Seen in training"), _seen, stretch=3, tooltip=_seen),
        TableColumn(
            tr("Missing"),
            lambda f: tr("allowed") if f.may_be_missing else tr("never seen"),
            width=92,
            look=lambda _f: CellLook(tone="muted"),
        ),
    )


def _seen(field: FieldSignature) -> str:
    if field.categories:
        return ", ".join(field.categories[:20]) + (" …" if len(field.categories) > 20 else "")
    if field.low is None or field.high is None:
        return "–"
    ends = [end if isinstance(end, str) else numerals.brief(end) for end in (field.low, field.high)]
    return tr("{0} to {1}").format(*ends)


def history_columns() -> tuple[TableColumn[StageEvent], ...]:
    """Return the columns of the moves between stages."""
    return (
        TableColumn(
            tr("When"),
            lambda e: numerals.moment(e.at),
            lambda e: e.seq,
            width=112,
            tooltip=lambda e: f"{e.at:%Y-%m-%d %H:%M:%S} UTC",
        ),
        TableColumn(tr("Version"), lambda e: f"v{e.number}", lambda e: e.number, width=68),
        TableColumn(
            tr("To"),
            lambda e: str(e.to_stage),
            width=116,
            tooltip=lambda e: f"{e.from_stage or 'new'} → {e.to_stage}",
            look=lambda e: CellLook(badge=mark_of(e.to_stage)),
        ),
        TableColumn(
            tr("Why"),
            lambda e: e.reason or kind_words(e),
            stretch=1,
            tooltip=lambda e: e.reason,
            look=lambda e: CellLook(tone="text" if e.reason else "muted"),
        ),
        TableColumn(tr("Who"), lambda e: e.actor, width=84),
    )


def kind_words(event: StageEvent) -> str:
    """Return what kind of move it was, where nobody gave a reason."""
    words = {
        "promotion": tr("promoted"),
        "rollback": tr("rolled back"),
        "displaced": tr("made room for another version"),
    }
    return tr("trained") if event.from_stage is None else words.get(event.kind, event.kind)


def prediction_columns() -> tuple[TableColumn[Prediction], ...]:
    """Return the columns of the prediction batches."""
    return (
        TableColumn(
            tr("When"), lambda p: numerals.moment(p.at), lambda p: p.at.timestamp(), width=112
        ),
        TableColumn(
            tr("Rows"),
            lambda p: f"{p.row_count:,}",
            lambda p: p.row_count,
            is_number=True,
            width=84,
        ),
        TableColumn(
            tr("Oddities in the input"),
            lambda p: numerals.counted(p.issue_rows, "value") if p.issue_rows else tr("none"),
            lambda p: p.issue_rows,
            stretch=1,
            look=lambda p: CellLook(mark=Mark.WATCH if p.issue_rows else Mark.FINE),
        ),
    )


def report_columns() -> tuple[TableColumn[MonitorReport], ...]:
    """Return the columns of the monitor reports."""
    return (
        TableColumn(
            tr("When"), lambda r: numerals.moment(r.at), lambda r: r.at.timestamp(), width=112
        ),
        TableColumn(
            tr("What was found"),
            lambda r: r.headline,
            stretch=1,
            tooltip=lambda r: r.headline,
            look=lambda r: CellLook(mark=mark_of(r.verdict)),
        ),
    )


_ISSUES = {
    InputWarning.UNSEEN_CATEGORY: "values never seen",
    InputWarning.OUT_OF_RANGE: "beyond what was seen",
    InputWarning.MISSING: "missing",
}


def issue_columns() -> tuple[TableColumn[InputIssue], ...]:
    """Return the columns of what was odd about scored rows."""
    return (
        TableColumn(
            tr("Column"),
            lambda i: i.column,
            stretch=1,
            look=lambda _i: CellLook(role=TextRole.MEDIUM, mark=Mark.WATCH),
        ),
        TableColumn(tr("What"), lambda i: tr(_ISSUES[i.warning]), stretch=1),
        TableColumn(
            tr("Rows"), lambda i: f"{i.rows:,}", lambda i: i.rows, is_number=True, width=68
        ),
        TableColumn(
            tr("For example"),
            lambda i: ", ".join(i.examples),
            stretch=1,
            tooltip=lambda i: tr("Seen in training: {0}").format(i.expected),
        ),
        TableColumn(
            tr("Seen in training"), lambda i: i.expected, stretch=1, tooltip=lambda i: i.expected
        ),
    )
