"""Why a version answers as it does for one row: what would have to be different."""

from __future__ import annotations

from collections.abc import Sequence

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.judging import Explanation
from mlops_desktop.core.metrics import Task
from mlops_desktop.jobs.explain_requests import ExplainRow
from mlops_desktop.jobs.work import Work
from mlops_desktop.services import resolve
from mlops_desktop.services.models import QUICK_CELLS
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session

__all__ = ["Explanation", "what_would_change"]


def what_would_change(  # noqa: PLR0913 - each is one plain thing the caller knows
    session: Session,
    model_ref: Ref,
    data_ref: Ref,
    row_number: int,
    work: Work | None = None,
    *,
    keep: Sequence[str] = (),
    beyond: str | None = None,
) -> Explanation:
    """Find the smallest changes of one or two columns that change the answer for a row.

    Values stay within what the version has seen while it learned: the range of numbers and
    dates, the known categories. Nothing is recorded. Small tables do not wait for a training.

    Args:
        row_number: of the dataset version, 1-based.
        keep: columns to be left as they are.
        beyond: the class to be reached, or the number to be passed, up or down from the answer
            now; None: any other class.

    Raises:
        UserError: ``models.unknown_row``, ``models.unknown_input``, ``models.needs_value``,
            ``models.not_a_value``, ``models.unknown_class``, ``models.no_single_rows``,
            ``foreign.not_explained``;
            ``models.missing_column`` or ``models.wrong_type`` when the table does not fit.
        Cancelled: a stop was asked for.
    """
    version = resolve.model_version(session, model_ref)
    facts = resolve.facts_of(session, version)
    if facts.signature.task in (Task.FORECAST, Task.ANOMALY):
        raise UserError("models.no_single_rows", label=version.label)
    if version.is_imported:
        raise UserError("foreign.not_explained", model=version.label)
    data = resolve.dataset_version(session, data_ref)
    table, model = resolve.table_file(session, data), resolve.model_files(session, version)
    inputs = [field.name for field in facts.signature.inputs]
    for name in keep:
        if name not in inputs and name not in {column.name for column in table.columns}:
            names = ", ".join(inputs)
            known = {"label": version.label, "data": data.label, "columns": names}
            raise UserError("models.unknown_input", column=name, **known)
    ranked = sorted(facts.importances, key=lambda item: -item.value)
    columns = tuple(item.column for item in ranked)
    request = ExplainRow(model, table, row_number, tuple(keep), beyond, columns)
    learned = resolve.known(session.project.datasets.version_by_id(version.dataset_version_id))
    if len(inputs) * (data.row_count + learned.row_count) <= QUICK_CELLS:
        return session.ask(request, Explanation, work)
    with session.job() as folder:
        return session.run(request, Explanation, folder, work or Work())
