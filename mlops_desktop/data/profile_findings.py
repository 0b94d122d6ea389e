"""What a deeper look at the columns found worth knowing, in a few words each."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.dataset import ColumnProfile, Finding, Severity
from mlops_desktop.core.profile_parts import Association, AssociationMethod, TableFacts
from mlops_desktop.core.wording import counted, named

_ALMOST_SAME = 0.98
_MOST = 3


def column_findings(profiles: Sequence[ColumnProfile]) -> tuple[Finding, ...]:
    """Return categories written differently, and steps missing between dates."""
    findings = []
    for item in [item for item in profiles if item.variants][:_MOST]:
        first = item.variants[0]
        title = f"{item.name}: one category, written differently"
        spelt = ", ".join(f"“{text}” ({count:,})" for text, count in first)
        more = f"; {counted(len(item.variants) - 1, 'more group')}" if item.variants[1:] else ""
        detail = f"Only capitals or spaces differ: {spelt}{more}. Make them one before training."
        findings.append(Finding(Severity.WARN, "variants", title, detail, (item.name,)))
    for item in [item for item in profiles if item.spacing and item.spacing.missing][:_MOST]:
        spacing = item.spacing
        if spacing is None or not spacing.step:
            continue
        gap = spacing.largest[0]
        title = f"{item.name}: {spacing.step}, {counted(spacing.missing, 'step')} missing"
        detail = (
            f"{counted(spacing.gaps, 'gap')}; the longest is between {_moment(gap.start)} and"
            f" {_moment(gap.end)}."
        )
        findings.append(Finding(Severity.NOTE, "time_gaps", title, detail, (item.name,)))
    return tuple(findings)


def fact_findings(facts: TableFacts) -> tuple[Finding, ...]:
    """Return repeated rows, keys, what is missing together, what says nearly the same."""
    findings = []
    if facts.duplicates:
        title = f"{counted(facts.duplicates, 'row')} repeat{'s' if facts.duplicates == 1 else ''}"
        detail = "Equal to an earlier row in every column. Remove them if they are no real events."
        findings.append(Finding(Severity.WARN, "duplicates", f"{title} another", detail))
    pairs = [key for key in facts.keys if len(key.columns) > 1]
    if pairs:
        key = pairs[0]
        title = f"{' + '.join(key.columns)} tell every row apart"
        detail = "No two rows agree in both: together they are a key."
        findings.append(Finding(Severity.NOTE, "key", title, detail, key.columns))
    if facts.keys_cut and not facts.keys:
        title = "No key was found, and not every pair of columns was tried"
        detail = "There are too many. No column alone tells every row apart."
        findings.append(Finding(Severity.NOTE, "keys_cut", title, detail))
    for group in facts.missing_together[:_MOST]:
        title = f"Missing together: {named(group.columns)}"
        detail = f"In {counted(group.every, 'row')} all of them, in {group.some:,} at least one."
        findings.append(Finding(Severity.NOTE, "missing_together", title, detail, group.columns))
    findings += _nearly_same(facts)
    return tuple(findings)


def _nearly_same(facts: TableFacts) -> list[Finding]:
    found = facts.associations
    if found is None:
        return []
    close = [pair for pair in found.pairs if _is_close(pair)]
    close.sort(key=lambda pair: -abs(pair.value))
    findings = []
    for pair in close[:_MOST]:
        first, second = found.columns[pair.first], found.columns[pair.second]
        name = "r" if pair.method is AssociationMethod.PEARSON else "Cramér's V"
        looked = f"from a sample of {found.rows:,} rows" if found.is_sample else "on all rows"
        title = f"{first} and {second} say nearly the same"
        detail = f"{name} = {pair.value:.3f} {looked}. One of them may be enough."
        findings.append(Finding(Severity.NOTE, "nearly_same", title, detail, (first, second)))
    return findings


def _is_close(pair: Association) -> bool:
    # A high correlation ratio is usual: many groups of few rows tell any number.
    return pair.method is not AssociationMethod.ETA and abs(pair.value) >= _ALMOST_SAME


def _moment(text: str) -> str:
    return text.replace("T", " ", 1).removesuffix(":00")
