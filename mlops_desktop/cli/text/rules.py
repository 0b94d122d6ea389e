"""Rules in words: which are in force, what they say of a version, the rows that fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mlops_desktop.cli.text.plain import both_times, safe
from mlops_desktop.cli.text.table import Heading, fitting, headings, table
from mlops_desktop.core.dataset import Cell, Column
from mlops_desktop.core.rules.outcome import FailingRows, RuleResult, RuleStatus
from mlops_desktop.core.rules.rule import Rule, RuleSeverity
from mlops_desktop.core.wording import counted

if TYPE_CHECKING:
    from mlops_desktop.services.rules import CheckSummary

_EFFECT = {RuleSeverity.WARN: "warns", RuleSeverity.BLOCK: "blocks"}


def sheet(
    name: str, number: int | None, rules: Sequence[Rule], *, is_suggested: bool
) -> Iterator[str]:
    """Yield a dataset's rules, or those suggested for it."""
    if is_suggested:
        yield f"○ {counted(len(rules), 'rule')} suggested for {name}; none is in force by that."
    elif not rules:
        yield f"○ {name} has no rules. See some: mlops-desktop data rules {name} --suggest"
        return
    else:
        yield f"● {name} has {counted(len(rules), 'rule')}, version {number} of them:"
    rows = [
        (str(at), rule.words(), _EFFECT[rule.severity], rule.kind)
        for at, rule in enumerate(rules, 1)
    ]
    yield from table(
        (
            Heading("No.", is_number=True),
            Heading("Rule", limit=90),
            Heading("If it fails"),
            Heading("Kind"),
        ),
        rows,
    )


def check(summary: CheckSummary, room: int | None) -> Iterator[str]:
    """Yield what each rule says, then whether the version may be trained on."""
    result, version = summary.result, summary.version
    limit = max(40, ((room or 160) - 30) // 2)
    rows = [
        (mark(item), str(item.number), item.words, item.detail, _EFFECT[item.severity])
        for item in result.results
    ]
    titles = (Heading(""), Heading("No.", is_number=True), Heading("Rule", limit=limit))
    yield from table((*titles, Heading("Found", limit=limit), Heading("If it fails")), rows)
    yield ""
    previous = f", compared with {result.previous}" if result.previous else ""
    yield (
        f"{verdict_mark(summary)} {version.label}: {result.passed} passed, {result.warned} to look "
        f"at, {result.blocked} blocking{previous}."
    )
    yield from _consequence(summary)


def summary_line(summary: CheckSummary) -> Iterator[str]:
    """Yield what the rules say of a version that has just come in, in a few lines."""
    result = summary.result
    for item in result.results:
        if item.status is not RuleStatus.PASSED:
            yield f"{mark(item)} Rule {item.number}: {safe(item.words)}. {safe(item.detail)}"
    if result.passed == len(result.results):
        yield f"● All {counted(result.passed, 'rule')} hold."
    yield from _consequence(summary)


def _consequence(summary: CheckSummary) -> Iterator[str]:
    label, waiver = summary.version.label, summary.waiver
    if waiver is not None:
        yield (
            f"◆ Waived by {safe(waiver.actor)}, {both_times(waiver.at)}: “{safe(waiver.reason)}”."
        )
    elif summary.is_blocked and summary.check is not None:
        yield f"▲ {label} cannot be trained on. Mend the data and import it again, or waive it:"
        yield f"  mlops-desktop data waive {label} --reason TEXT"


def waived(summary: CheckSummary) -> Iterator[str]:
    """Yield who waived what."""
    yield f"● {summary.version.label} can be trained on."
    yield from _consequence(summary)
    for item in summary.result.results:
        if item.is_blocking:
            yield f"  rule {item.number}: {safe(item.words)}. {safe(item.detail)}"


def failing(page: FailingRows, columns: Sequence[Column], room: int | None) -> Iterator[str]:
    """Yield rows that fail, with their numbers in the table."""
    shown = len(page.rows)
    lead = f"The first {shown:,} of " if shown < page.total else ""
    yield f"{lead}{counted(page.total, 'failing row')}:"
    titles = headings(">Row", *(column.name for column in columns))
    rows = [
        (f"{place + 1:,}", *map(_cell, cells))
        for place, cells in zip(page.places, page.rows, strict=True)
    ]
    fit = fitting(titles, rows, room)
    yield from table(titles[:fit], [row[:fit] for row in rows])
    if fit < len(titles):
        yield f"{counted(len(titles) - fit, 'further column')} in the JSON form."


def mark(item: RuleResult) -> str:
    """Return ● for passed, ▲ for failed and blocking, ◆ for what is to be looked at."""
    if item.status is RuleStatus.PASSED:
        return "●"
    return "▲" if item.is_blocking else "◆"


def verdict_mark(summary: CheckSummary) -> str:
    """Return the mark of the whole check."""
    if summary.is_blocked:
        return "▲"
    return "◆" if summary.result.warned or summary.result.blocked else "●"


def _cell(value: Cell) -> str:
    if value is None:
        return "∅"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
