"""JSON records as rows: exact numbers, nested records as columns or as text."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from mlops_desktop.data.readers.staging import Value

MAX_FLATTENED = 20


def decode(text: str) -> Any:
    """Return the value of a JSON text.

    Numbers a double cannot hold stay text, as do infinities; NaN is None.

    Raises:
        ValueError: when it is no JSON, or an object names a key twice; with the reason.
    """
    try:
        return json.loads(
            text, parse_float=_number, parse_constant=_constant, object_pairs_hook=_record
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except json.JSONDecodeError as error:
        where = f"character {error.pos + 1}" if error.lineno == 1 else f"line {error.lineno}"
        raise ValueError(f"not JSON: {error.msg} at {where}") from error
    except ValueError as error:
        if "int_max_str_digits" in str(error):  # Python's own words are for programmers
            raise ValueError("a whole number has more than 4,300 digits") from error
        raise


def _number(text: str) -> float | str:
    value = float(text)
    return value if math.isfinite(value) else text


def _constant(text: str) -> str | None:
    return None if text == "NaN" else text


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key “{twice[:40]}” stands twice in one record")
    return record


def cells(record: dict[str, Any], *, flatten: bool) -> Iterator[tuple[str, Value]]:
    """Yield (column, value): nested records as ``a.b`` where wished, else as JSON text."""
    for name, value in record.items():
        yield from _cell(name, value, flatten, 0)


def _cell(name: str, value: Any, flatten: bool, depth: int) -> Iterator[tuple[str, Value]]:
    if isinstance(value, dict) and flatten and depth < MAX_FLATTENED:
        for inner, item in value.items():
            yield from _cell(f"{name}.{inner}", item, flatten, depth + 1)
    elif isinstance(value, dict | list):
        yield name, json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    else:
        yield name, value
