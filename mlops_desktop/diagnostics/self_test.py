"""Checks that an installation works: each part does a small piece of its real work.

Runs without a window. The checks use the product's own verbs on a throw-away project, so a library
that is missing, too old or not packed along shows here and not in the middle of somebody's work.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlops_desktop.core.errors import UserError
from mlops_desktop.resources import resource

if TYPE_CHECKING:
    from mlops_desktop.services.session import Session

_LOG = logging.getLogger(__name__)
SAMPLE = ("samples", "bikeshare", "bikes_2011_june.csv")
SHIPPED = (
    ("fonts", "Inter.ttf"),
    ("icons", "app.svg"),
    ("help", "index.md"),
    ("licences",),
    SAMPLE,
)


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one check.

    Attributes:
        name: what was checked. detail: what was found, in words.
    """

    name: str
    passed: bool
    detail: str


def run() -> tuple[Check, ...]:
    """Run all checks; one that fails does not stop the others."""
    checks = [
        _check("Shipped files", _shipped),
        _check("SQLite", _sqlite),
        _check("Charts", _chart),
    ]
    with tempfile.TemporaryDirectory(prefix="mlops-desktop-self-test-") as folder:
        checks.extend(_life(Path(folder) / "project"))
    return tuple(checks)


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, passed=True, detail=look())
    except UserError as error:
        return Check(name, passed=False, detail=str(error))
    except Exception as error:  # noqa: BLE001 - any failure is the very thing that is looked for
        _LOG.exception("self-test: %s", name)
        return Check(name, passed=False, detail=f"{type(error).__name__}: {error}")


def _shipped() -> str:
    for parts in SHIPPED:
        resource(*parts)
    return "fonts, icons, manual, licences and sample data are there"


def _sqlite() -> str:
    from mlops_desktop.storage import sqlite

    version = ".".join(str(part) for part in sqlite.VERSION)
    if sqlite.WAL_IS_SAFE:
        return f"version {version}"
    return f"version {version}: older than 3.51.3, so writes wait for each other a little longer"


def _chart() -> str:
    from mlops_desktop.charts.evaluation import residuals
    from mlops_desktop.charts.render import png
    from mlops_desktop.charts.style import ChartStyle
    from mlops_desktop.core.curve import Curve

    style = ChartStyle(font_file=resource("fonts", "Inter.ttf"))
    data = png(residuals(Curve((-1.0, 0.0, 1.0), (2.0, 5.0, 1.0)), style))
    if not data.startswith(b"\x89PNG"):
        raise ValueError("no PNG came out")
    return f"a picture of {len(data):,} bytes was drawn"


def _life(folder: Path) -> Iterator[Check]:
    """Live a short life in a new project; later checks need the earlier ones."""
    sessions: list[Session] = []
    steps: tuple[tuple[str, Callable[[Session], str]], ...] = (
        ("Import in a background process", _import),
        ("Training and model file", _train),
        ("Scoring with the stored model", _score),
        ("Verification of the log", _verify),
    )
    with _closing(sessions):
        opened = _check("Project folder", lambda: _open(folder, sessions))
        yield opened
        is_going = opened.passed
        for name, look in steps:
            if not is_going:
                yield Check(name, passed=False, detail="not tried: an earlier check failed")
                continue
            found = _check(name, _With(look, sessions[0]))
            yield found
            is_going = found.passed


@dataclass(frozen=True, slots=True)
class _With:
    look: Callable[[Session], str]
    session: Session

    def __call__(self) -> str:
        return self.look(self.session)


@contextmanager
def _closing(sessions: list[Session]) -> Iterator[None]:
    try:
        yield
    finally:
        for session in sessions:
            session.close()


def _open(folder: Path, sessions: list[Session]) -> str:
    from mlops_desktop.services.session import Session

    sessions.append(Session.create(folder, "self-test"))
    return "a project was made and opened"


def _import(session: Session) -> str:
    from mlops_desktop.services import datasets

    found = datasets.import_file(session, resource(*SAMPLE), "bikes").value
    return f"{found.version.row_count:,} rows read, typed, hashed and stored"


def _train(session: Session) -> str:
    from mlops_desktop.core.training import SplitPlan, TrainingSpec
    from mlops_desktop.services import training

    spec = TrainingSpec(
        model="bikes",
        target="bikers",
        algorithms=("linear",),
        exclude=("casual", "registered"),
        split=SplitPlan(folds=2),
    )
    found = training.train(session, "bikes@1", spec).value
    version = found.versions[0]
    return f"{version.label}: {version.metric} {version.value:.3g}"


def _score(session: Session) -> str:
    from mlops_desktop.services import scoring

    found = scoring.score(session, "bikes@1", "bikes@1").value
    return f"{found.predictions.row_count:,} rows scored"


def _verify(session: Session) -> str:
    from mlops_desktop.services import audit

    found = audit.verify(session)
    if not found.is_sound:
        raise ValueError("; ".join(problem.detail for problem in found.problems))
    return f"{found.entries} entries and {found.objects} files: {found.words}"
