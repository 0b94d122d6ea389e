"""The table "What changed": one line per column, drift first."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from mlops_desktop.core.monitor import ColumnDrift, Size, Verdict
from mlops_desktop.gui.theme.marks import Mark, mark_of
from mlops_desktop.gui.theme.scale import TextRole
from mlops_desktop.gui.theme.tokens import Tone
from mlops_desktop.gui.widgets.table_column import CellLook, TableColumn

_SHARE = {Size.NONE: 0.06, Size.SMALL: 0.35, Size.MEDIUM: 0.65, Size.LARGE: 0.95}
_SURE = 0.001


def tr(text: str) -> str:
    """Translate in the page's context."""
    return QCoreApplication.translate("MonitorPage", text)


def mark_of_column(column: ColumnDrift) -> Mark:
    """Return ▲ for medium and large drift, ◆ for small, ● for none, ○ for cannot tell."""
    if column.verdict is Verdict.DRIFT and column.size is Size.SMALL:
        return Mark.WATCH
    return mark_of(column.verdict)


def certainty(column: ColumnDrift) -> str:
    """Return how sure the verdict is, in a word or two."""
    if column.verdict is Verdict.CANNOT_TELL:
        return tr("cannot tell")
    if column.verdict is Verdict.NOT_CHECKED:
        return tr("not checked")
    if column.verdict is Verdict.NO_DRIFT:
        return tr("no drift")
    sure = column.adjusted_p is not None and column.adjusted_p < _SURE
    return tr("certain") if sure else tr("likely")


def statistic_words(column: ColumnDrift) -> str:
    """Return the numbers with their conventions, for those who want them."""
    names = {
        "psi": "PSI",
        "ks": "KS",
        "wasserstein": "Wasserstein",
        "jensen_shannon": "Jensen–Shannon",
        "chi2": "χ²",
        "cramers_v": "Cramér's V",
    }
    parts = [
        f"{names.get(item.name, item.name)} {item.value:.3g} ({item.convention})"
        for item in column.statistics
    ]
    p_value = "" if column.adjusted_p is None else f"adjusted p {column.adjusted_p:.2g}"
    counts = f"n {column.n_reference:,} and {column.n_current:,}"
    return " · ".join([*parts, *([p_value] if p_value else []), counts])


def _bar(column: ColumnDrift) -> CellLook:
    if column.effect_value is None:
        return CellLook(bar=0.0)
    tone = {Mark.PROBLEM: Tone.BAD, Mark.WATCH: Tone.WARN}.get(mark_of_column(column), Tone.OK)
    return CellLook(bar=_SHARE[column.size], bar_tone=tone)


def column_columns() -> tuple[TableColumn[ColumnDrift], ...]:
    """Return the table's columns."""
    sizes = list(Size)
    return (
        TableColumn(
            tr("Column"),
            lambda c: c.column,
            stretch=2,
            tooltip=lambda c: c.sentence,
            look=lambda c: CellLook(role=TextRole.MEDIUM, mark=mark_of_column(c)),
        ),
        TableColumn(
            tr("Effect"),
            lambda c: f"{c.size}" if c.effect_value is not None else "–",
            lambda c: sizes.index(c.size) * 1e6 + (c.effect_value or 0.0),
            width=110,
            tooltip=statistic_words,
            look=_bar,
        ),
        TableColumn(tr("Verdict"), certainty, width=96, tooltip=lambda c: c.reason),
        TableColumn(
            tr("What changed"), lambda c: c.sentence, stretch=3, tooltip=lambda c: c.reason
        ),
    )
