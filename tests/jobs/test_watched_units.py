"""What is drawn together of watched rows, as the version's split says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlops_desktop.core.certainty import UnitKind
from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.training import SplitMethod, SplitPlan
from mlops_desktop.jobs.requests import TableFile
from mlops_desktop.jobs.tasks.watched_units import drawn_singly, draws_of, with_units
from mlops_desktop.modeling import parquet
from mlops_desktop.modeling.evaluate import PredictedRows, measure

GROUPED = SplitPlan(method=SplitMethod.GROUPED, group_by="store")
STORES, OF_EACH = 12, 20


@pytest.fixture
def stores(tmp_path: Path) -> TableFile:
    """Twenty rows of each of twelve stores."""
    names = [f"s{number // OF_EACH}" for number in range(STORES * OF_EACH)]
    path = tmp_path / "stores.parquet"
    parquet.write(pd.DataFrame({"store": pd.Series(names, dtype=object)}), path)
    column = Column("store", ColumnType.TEXT, SemanticType.CATEGORY)
    return TableFile(path, (column,), "stores@2")


def off() -> PredictedRows:
    """Every store is off by a size of its own."""
    errors = np.random.default_rng(4).exponential(5, STORES).repeat(OF_EACH)
    return PredictedRows(np.zeros(errors.size), errors)


def test_rows_of_one_group_are_drawn_together_where_the_watched_table_names_the_groups(stores):
    alike = with_units(off(), np.arange(STORES * OF_EACH), stores, GROUPED)
    draws = draws_of("mae", alike, 0)
    assert (draws.drawn.kind, draws.drawn.count, draws.drawn.by) == (
        UnitKind.GROUPS,
        STORES,
        "store",
    )
    singly = np.abs(off().predicted).std() / np.sqrt(STORES * OF_EACH)
    assert draws.values.std() > 3 * singly
    assert draws.values.mean() == pytest.approx(measure("mae", alike), abs=1)
    assert draws.tail < 0.025
    assert not drawn_singly("sales@1", GROUPED, stores)


def test_of_fewer_than_five_groups_no_draw_tells_anything(stores):
    few = with_units(off().take(np.arange(80)), np.arange(80), stores, GROUPED)
    draws = draws_of("mae", few, 0)
    assert draws.drawn.count == 4
    assert np.isnan(draws.values).all()


def test_without_the_column_rows_are_drawn_singly_and_it_is_said(stores):
    plan = SplitPlan(method=SplitMethod.GROUPED, group_by="patient")
    alone = with_units(off(), np.arange(STORES * OF_EACH), stores, plan)
    assert alone.units is None
    assert draws_of("mae", alone, 0) is None
    words = drawn_singly("sales@1", plan, stores)
    assert "draws single rows of stores@2: it has no column “patient”" in words


def test_rows_held_out_in_the_order_of_the_file_are_drawn_in_blocks(stores):
    plan = SplitPlan(method=SplitMethod.ORDERED)
    alike = with_units(off(), np.arange(STORES * OF_EACH), stores, plan)
    draws = draws_of("mae", alike, 0)
    assert draws.drawn.kind is UnitKind.BLOCKS
    assert draws.drawn.length > 1
    assert not drawn_singly("sales@1", plan, stores)


def test_rows_held_out_at_random_stand_by_themselves(stores):
    plan = SplitPlan()
    assert draws_of("mae", with_units(off(), np.arange(240), stores, plan), 0) is None
    assert not drawn_singly("sales@1", plan, stores)
