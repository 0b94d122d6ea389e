"""Tables with planted rows, and every method trained on one of them."""

from __future__ import annotations

import pytest
from modeling.anomaly.planted import planted, spec_of
from modeling.catalogued import gaps
from modeling.tables import Trained, table_of, train_into

from mlops_desktop.core.dataset import SemanticType
from mlops_desktop.modeling.table import Table


@pytest.fixture(scope="session")
def gappy_rows() -> Table:
    """Numbers, categories, true/false and dates, each with missing values."""
    return table_of(gaps(), kind=SemanticType.CATEGORY)


@pytest.fixture(scope="session")
def detected(gappy_rows: Table, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Every method, trained on the table with gaps."""
    folder, spec = tmp_path_factory.mktemp("anomaly"), spec_of(share=0.05, labels="answer")
    recorder = train_into(folder, gappy_rows, spec)
    assert recorder.failures == {}
    return Trained(gappy_rows, spec, folder, recorder.by_algorithm())


@pytest.fixture(scope="session")
def planted_rows() -> Table:
    """1,000 rows, 20 of which break how two columns go together; ``odd`` says which."""
    return table_of(planted())


@pytest.fixture(scope="session")
def found(planted_rows: Table, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tmp_path_factory.mktemp("planted")
    spec = spec_of(share=0.02, labels="odd")
    recorder = train_into(folder, planted_rows, spec)
    assert recorder.failures == {}
    return Trained(planted_rows, spec, folder, recorder.by_algorithm())
