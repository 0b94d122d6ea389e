"""What the worker is asked about a model that was made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core.training import CandidateResult, Environment, TrainingSpec
from mlops_desktop.jobs.requests import TableFile


@dataclass(frozen=True, slots=True)
class JudgeModel:
    """Check a model file, load it, and judge it on a stored table.

    Attributes:
        file: lies in the job folder, where nobody exchanges it.
        name: what messages call it.
        spec: the model's name, target and task, and on which rows it is judged.
        columns: what it takes, in this order, as a person says of a model that does not know.
    """

    file: Path
    name: str
    table: TableFile
    spec: TrainingSpec
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """How a model from elsewhere does.

    Attributes:
        spec: with task, metric and positive class decided.
        result: as of a run; it was trained on no row of the table.
        kind: what the model is, as its library calls it.
        library: what it was written with, as the file says; "" where it does not.
        are_columns_stated: whether it had to be told the names of its columns.
    """

    spec: TrainingSpec
    result: CandidateResult
    environment: Environment
    kind: str
    library: str
    are_columns_stated: bool = False
