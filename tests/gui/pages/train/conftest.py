"""Customers who leave or stay: a small table with something of everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from mlops_desktop.core.reference import Namespace, Reference
from mlops_desktop.gui.pages.train import TrainPage
from mlops_desktop.services import datasets
from mlops_desktop.services.session import Session

Open = Callable[[Session], TrainPage]
Settle = Callable[[], None]
Predict = Callable[..., TrainPage]


def write_customers(path: Path, rows: int = 240) -> Path:
    """Write customers: ``copy`` is the answer, ``always`` never varies, thirty rows stand twice."""
    lines = ["age,visits,grade,part,shop,since,always,copy,left"]
    for row in range(rows):
        place = row if row < rows - 30 else row - 50
        age, visits = place * 7 % 60, place * 5 % 23
        answer = "gone" if age + 2 * visits + place % 9 > 66 else "stays"
        grade = ("mid", "high", "low")[place % 3]
        part = ("train", "train", "train", "test")[place % 4]
        since = date(2024, 1, 1) + timedelta(days=place)
        flag = int(answer == "gone")
        lines.append(f"{age},{visits},{grade},{part},s{place % 12},{since},7,{flag},{answer}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def stored_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the customers as customers@1, to be copied."""
    folder = tmp_path_factory.mktemp("customers")
    with Session.create(folder / "project", "Customers") as made:
        datasets.import_file(made, write_customers(folder / "customers.csv"), "customers")
    return folder / "project"


@pytest.fixture
def predict(open_page: Callable[..., TrainPage], settle: Settle) -> Predict:
    """Open the page and choose what to predict there."""

    def make(session: Session, target: str = "left", dataset: str = "customers") -> TrainPage:
        page = partial(open_page, TrainPage)(session)
        page.show_reference(Reference(dataset, namespace=Namespace.DATA))
        settle()
        page.what.target.set_value(target)
        settle()
        return page

    return make
