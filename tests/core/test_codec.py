"""Every record of the domain survives its way through JSON."""

from __future__ import annotations

import dataclasses
import importlib
import json
import math
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mlops_desktop.core
from mlops_desktop.core import codec
from mlops_desktop.core.dataset import Cell, ColumnProfile, ColumnType, SemanticType
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.stage import Policy, Stage
from mlops_desktop.core.training import TrainingSpec

st.register_type_strategy(
    datetime,
    st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
)
st.register_type_strategy(
    Path, st.lists(st.from_regex(r"[a-zé ]+", fullmatch=True)).map(lambda parts: Path("/", *parts))
)

# Expressions are stored and sent as their text (test_expression_properties has the way there and
# back); a parameter describes a field of a step or rule, which is what is written.
NEVER_WRITTEN = ("mlops_desktop.core.expressions.", "mlops_desktop.core.recipes.parameter")


def _records() -> list[type]:
    """Find every record of the domain: the frozen dataclasses that others may use."""
    found = {}
    for info in pkgutil.walk_packages(mlops_desktop.core.__path__, "mlops_desktop.core."):
        for item in vars(importlib.import_module(info.name)).values():
            if _is_record(item):
                found[f"{item.__module__}.{item.__qualname__}"] = item
    return [found[name] for name in sorted(found)]


def _is_record(item: object) -> bool:
    return (
        isinstance(item, type)
        and dataclasses.is_dataclass(item)
        and item.__dataclass_params__.frozen
        and not item.__name__.startswith("_")
        and not item.__module__.startswith(NEVER_WRITTEN)
    )


RECORDS = [record for record in _records() if not issubclass(record, Generic)]


def test_the_search_finds_the_records() -> None:
    assert len(RECORDS) > 40


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__qualname__)
@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_a_record_comes_back_as_it_was(record: type, data: st.DataObject) -> None:
    value = data.draw(st.from_type(record))
    written = codec.to_bytes(value)
    back = codec.from_bytes(record, written)
    assert codec.to_bytes(back) == written
    # "nan" equals nothing, and a cell that is no finite number comes back as the text it shows.
    assert back == value or re.search(rb'"(nan|-?inf)"', written)
    assert type(back) is record


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("field", ["mean", "low"])
def test_numbers_that_json_does_not_know_come_back_as_numbers(field: str, number: float) -> None:
    profile = ColumnProfile("x", ColumnType.NUMBER, SemanticType.NUMBER, 1, 0, 1, **{field: number})
    back = getattr(codec.from_bytes(ColumnProfile, codec.to_bytes(profile)), field)
    assert isinstance(back, float)
    assert back == number or (math.isnan(back) and math.isnan(number))


@dataclass(frozen=True)
class Row:
    """Cells as tables hold them."""

    cells: tuple[Cell, ...]


@pytest.mark.parametrize("cell", ["nan", "inf", "", "1", 1, 1.0, True, False, None, "2026-01-01"])
def test_a_cell_keeps_its_type(cell: Cell) -> None:
    (back,) = codec.from_bytes(Row, codec.to_bytes(Row((cell,)))).cells
    assert back == cell
    assert type(back) is type(cell)


@pytest.mark.parametrize(("cell", "text"), [(math.inf, "inf"), (-math.inf, "-inf")])
def test_a_cell_that_is_no_finite_number_comes_back_as_its_text(cell: float, text: str) -> None:
    assert codec.from_bytes(Row, codec.to_bytes(Row((cell,)))).cells == (text,)


def test_a_set_gives_the_same_bytes_whatever_its_order() -> None:
    names = [f"n{number}" for number in range(50)]
    written = codec.to_bytes(frozenset(names))
    assert written == codec.to_bytes(frozenset(reversed(names)))
    assert codec.from_json(frozenset[str], json.loads(written)) == frozenset(names)


def test_equal_values_give_equal_bytes_whatever_the_order_of_keys() -> None:
    first, second = {"b": 1, "a": 2}, {"a": 2, "b": 1}
    assert codec.to_bytes(first) == codec.to_bytes(second) == b'{"a":2,"b":1}'


def test_text_is_written_as_it_is() -> None:
    assert codec.to_bytes("Größe µ") == '"Größe µ"'.encode()


def test_an_older_object_without_a_newer_field_takes_its_default() -> None:
    assert codec.from_json(Policy, {"number": 3}) == Policy(number=3)


def test_a_key_from_a_newer_version_is_ignored() -> None:
    assert codec.from_json(Policy, {"number": 3, "from_the_future": [1]}) == Policy(number=3)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "Policy",
        {"number": "three"},
        {"number": True},
        {"number": 1.5},
        {"threshold": "high"},
        {"metric_gate": "perhaps"},
    ],
)
def test_a_value_of_another_shape_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind of error is the contract
        codec.from_json(Policy, value)


@pytest.mark.parametrize(
    ("kind", "value", "what"),
    [
        (TrainingSpec, {"model": "m", "task": "ranking"}, "task"),
        (TrainingSpec, {"model": "m", "split": {"method": "spiral"}}, "split method"),
    ],
)
def test_a_choice_that_only_a_newer_program_knows_is_said_in_words(kind, value, what) -> None:
    with pytest.raises(UserError) as caught:
        codec.from_json(kind, value)
    assert caught.value.code == "project.newer_value"
    assert caught.value.facts["what"] == what
    assert any(f"“{name}”" in caught.value.message for name in ("ranking", "spiral"))
    assert "Install the version that wrote it" in caught.value.hint


def test_a_missing_field_without_a_default_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="semantic"):
        codec.from_json(ColumnProfile, {"name": "x", "type": "text"})


def test_a_mapping_keeps_its_keys() -> None:
    value: Mapping[str, tuple[Stage, ...]] = {"churn": (Stage.STAGING,)}
    text = json.loads(codec.to_bytes(value))
    assert codec.from_json(Mapping[str, tuple[Stage, ...]], text) == value


def test_what_has_no_json_form_is_a_defect() -> None:
    with pytest.raises(TypeError, match="bytes"):
        codec.to_json(b"raw")
