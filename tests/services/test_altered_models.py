"""A stored model that somebody altered: every use of it is refused, and says which file it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.training import SplitPlan, TrainingSpec
from mlops_desktop.services import (
    audit,
    behaviour,
    datasets,
    foreign,
    health,
    models,
    monitoring,
    promotion,
    scoring,
    training,
)
from mlops_desktop.services.foreign import ForeignModel
from mlops_desktop.services.session import Session

pytestmark = pytest.mark.slow

ROWS = 200
TRAINED, IMPORTED = "left", "came"


def people() -> pd.DataFrame:
    """200 customers, of whom some left."""
    random = np.random.default_rng(11)
    age = random.integers(18, 80, ROWS)
    spent = random.normal(50, 15, ROWS).round(2)
    left = np.where(age + random.normal(0, 10, ROWS) > 50, "gone", "here")
    return pd.DataFrame({"age": age, "spent": spent, "left": left})


def fitted(factor: float) -> Any:
    inputs = people()[["age", "spent"]].astype(float) * factor
    return LogisticRegression().fit(inputs, people()["left"].astype(object))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A classifier that was trained here and one that was imported, both staged."""
    folder = tmp_path_factory.mktemp("altered")
    people().to_csv(folder / "people.csv", index=False)
    skops.io.dump(fitted(1.0), folder / "model.skops")
    spec = TrainingSpec(TRAINED, "left", algorithms=("linear",), split=SplitPlan(folds=2))
    with Session.create(folder / "project", "Shop") as session:
        datasets.import_file(session, folder / "people.csv", "people")
        training.train(session, "people", spec)
        wanted = ForeignModel(folder / "model.skops", IMPORTED, "left")
        foreign.import_model(session, "people", wanted)
        for name in (TRAINED, IMPORTED):
            promotion.promote(session, f"{name}@1", Stage.STAGING, "try")
        yield session


def flipped(data: bytes) -> bytes:
    """Return a file with one bit in its middle turned."""
    place = len(data) // 2
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def another(_data: bytes) -> bytes:
    """Return a sound file of another model."""
    return bytes(skops.io.dumps(fitted(2.0)))


Altered = Callable[[str, Callable[[bytes], bytes]], tuple[ModelVersion, Path]]


@pytest.fixture
def altered(shop: Session) -> Iterator[Altered]:
    """Return a function that alters the stored model of a version; it is put back afterwards."""
    before: dict[Path, bytes] = {}

    def alter(name: str, edit: Callable[[bytes], bytes]) -> tuple[ModelVersion, Path]:
        version = models.version(shop, f"{name}@1").version
        path = shop.project.objects.path(version.artifact_object)
        before[path] = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(edit(before[path]))
        return version, path

    yield alter
    for path, data in before.items():
        path.write_bytes(data)
    assert audit.verify(shop).is_sound


@pytest.mark.parametrize("edit", [flipped, another])
@pytest.mark.parametrize("name", [TRAINED, IMPORTED])
def test_every_use_of_an_altered_model_is_refused_and_names_the_file(
    shop, altered, tmp_path, name, edit
) -> None:
    version, path = altered(name, edit)
    entries = audit.count(shop)
    uses: tuple[Callable[[], object], ...] = (
        lambda: scoring.score(shop, version.label, "people"),
        lambda: behaviour.check(shop, version.label),
        lambda: monitoring.run(shop, version.label, "people"),
        lambda: models.export_skops(shop, version.label, tmp_path / "out.skops"),
    )
    for use in uses:
        with pytest.raises(UserError) as caught:
            use()
        assert caught.value.code == "project.object_damaged"
        assert path.name[-20:] in str(caught.value)
        assert caught.value.hint
        assert caught.value.exit_code is ExitCode.ENVIRONMENT
    assert audit.count(shop) == entries
    assert not (tmp_path / "out.skops").exists()
    damaged = [problem for problem in audit.verify(shop).problems if path.name in str(problem)]
    assert damaged


@pytest.mark.parametrize("name", [TRAINED, IMPORTED])
def test_the_health_of_the_others_is_found_all_the_same(shop, altered, name) -> None:
    version, _ = altered(name, flipped)
    found = {item.version.label: item for item in behaviour.check_staged(shop, keep=False).value}
    assert "altered" in found.pop(version.label).problem
    (other,) = found.values()
    assert other.is_same
    assert health.staged(shop)
