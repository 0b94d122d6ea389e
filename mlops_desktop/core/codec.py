"""Frozen dataclasses to JSON values and back, by their type hints.

Messages between processes and objects in the store are JSON; dictionaries never travel further
than this module. Numbers that JSON does not know are written as ``"nan"``, ``"inf"``, ``"-inf"``.
"""

from __future__ import annotations

import json
import math
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from mlops_desktop.core import clock
from mlops_desktop.core.errors import NewerUserError

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
_PLAIN = frozenset((str, int, bool, type(None)))
"""Types whose values are JSON values as they are: most of what travels are cells of these."""
_ODD_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def to_json(value: object) -> Any:
    """Return the JSON value of a dataclass, enum, date-time, path, tuple or scalar."""
    if type(value) in _PLAIN or (type(value) is float and math.isfinite(value)):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_json(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [item if type(item) in _PLAIN else to_json(item) for item in value]
    if isinstance(value, frozenset | set):
        return sorted(map(to_json, value), key=repr)  # the same set gives the same bytes
    return _scalar(value)


def _scalar(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, datetime):
        return clock.to_text(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


def to_bytes(value: object) -> bytes:
    """Return compact UTF-8 JSON with sorted keys: the same value gives the same bytes."""
    text = json.dumps(
        to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8", "surrogatepass")


def from_json(kind: type[T], value: Any) -> T:
    """Build a ``kind`` from its JSON value.

    Unknown keys are ignored and absent ones take their default, so that older objects stay
    readable.

    Raises:
        ValueError: when the value does not have the shape of ``kind``; ``NewerUserError``,
            which has words for people, when it names a choice that only a newer program knows.
    """
    try:
        return _decode(kind, value)  # type: ignore[no-any-return]
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from error


def misfit(kind: type, given: Mapping[str, Any]) -> str:
    """Return in words which of the values keeps ``from_json`` from building a ``kind``."""
    hints = _hints(kind)
    for item in fields(kind):
        if item.name not in given:
            if item.default is MISSING and item.default_factory is MISSING:
                return f"“{item.name}” is not given"
            continue
        hint = hints[item.name]
        try:
            _decode(hint, given[item.name])
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
            text = json.dumps(given[item.name], ensure_ascii=False, default=str)
            said = f"“{item.name}” cannot be {text:.80}"
            if isinstance(hint, type) and issubclass(hint, Enum):
                return f"{said}; it is one of {', '.join(str(one.value) for one in hint)}"
            return said
    return "its values do not go together"


def from_bytes(kind: type[T], data: bytes) -> T:
    """Build a ``kind`` from what :func:`to_bytes` wrote.

    Raises:
        ValueError: when it is no JSON, or does not have the shape of ``kind``.
    """
    try:
        value = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return from_json(kind, value)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(kind), value)
    if origin is not None:
        return _decode_container(origin, get_args(kind), value)
    if kind is Any or kind is object:
        return value
    if hasattr(kind, "__supertype__"):
        return _decode(kind.__supertype__, value)
    if is_dataclass(kind) and isinstance(kind, type):
        return _decode_dataclass(kind, value)
    return _decode_scalar(kind, value)


def _decode_container(origin: Any, inner: tuple[Any, ...], value: Any) -> Any:
    if origin is frozenset:
        return frozenset(_decode(inner[0], item) for item in value)
    if origin is not tuple:
        return {key: _decode(inner[1], item) for key, item in value.items()}
    if len(inner) == 2 and inner[1] is Ellipsis:
        as_they_are = _as_they_are(inner[0])
        return tuple(
            item if type(item) in as_they_are else _decode(inner[0], item) for item in value
        )
    return tuple(_decode(part, item) for part, item in zip(inner, value, strict=True))


def _as_they_are(kind: Any) -> frozenset[Any]:
    """Return the types of JSON values that need no decoding where a ``kind`` is expected."""
    options = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    plain = (_PLAIN | {float}).intersection(options)
    # A text may stand for a number where numbers are declared first.
    return plain - {str} if options[0] is float else plain


def _decode_dataclass(kind: type, value: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"expected an object for {kind.__name__}")
    hints = _hints(kind)
    arguments = {}
    for item in fields(kind):
        if item.name in value:
            arguments[item.name] = _decode(hints[item.name], value[item.name])
        elif item.default is MISSING and item.default_factory is MISSING:
            raise KeyError(item.name)
    return kind(**arguments)


def _decode_union(options: tuple[Any, ...], value: Any) -> Any:
    if value is None and type(None) in options:
        return None
    # A text is a number only where numbers are declared first: "low: float | str", unlike a cell.
    if isinstance(value, str) and value in _ODD_FLOATS and options[0] is float:
        return _ODD_FLOATS[value]
    # bool before int before float before str: the exact type first, then what converts.
    for option in options:
        if isinstance(option, type) and type(value) is option:
            return value
    if isinstance(value, dict):
        # Absent keys take defaults and unknown ones are ignored, so several kinds may seem to fit.
        options = tuple(sorted(options, key=lambda option: not _has_names(option, value)))
    fault: Exception = TypeError(f"no option fits {value!r:.80}")
    for option in options:
        if option is type(None):
            continue
        try:
            return _decode(option, value)
        except NewerUserError as error:
            fault = error
        except (TypeError, ValueError, KeyError, AttributeError):
            continue
    raise fault


def _has_names(option: Any, value: Mapping[str, Any]) -> bool:
    """Say whether a dataclass has exactly the names that are given."""
    return is_dataclass(option) and {item.name for item in fields(option)} == value.keys()


def member(kind: type[E], value: Any) -> E:
    """Return the one of an enum that has a value.

    Raises:
        NewerUserError: none has it.
    """
    try:
        return kind(value)
    except ValueError as error:
        words = re.sub(r"(?<!^)([A-Z])", r" \1", kind.__name__).lower()
        raise NewerUserError("project.newer_value", what=words, value=f"{value!s:.80}") from error


def _decode_scalar(kind: Any, value: Any) -> Any:
    if issubclass(kind, Enum):
        return member(kind, value)
    if issubclass(kind, Path):
        return kind(value)
    if kind is datetime:
        return clock.from_text(value)
    if kind is float:
        if isinstance(value, str):
            return _ODD_FLOATS[value]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError("expected a number")
        return float(value)
    if kind is int and (isinstance(value, bool) or not isinstance(value, int)):
        raise TypeError("expected an integer")
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}")
    return value
