"""JSON documents that people write: strict, and every fault in words.

What is not understood is refused, never ignored: a key that stands there twice, one nobody knows,
a value of another kind. A document that does less than it says would be worse than none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from mlops_desktop.core.codec import from_json
from mlops_desktop.core.messages.message import first_names
from mlops_desktop.core.wording import did_you_mean

_SHOWN = 80
_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


class DocumentError(ValueError):
    """What is wrong with a document, as a part of a sentence."""


def read(text: str | bytes) -> Any:
    """Return the value of a JSON text.

    Raises:
        DocumentError: it is no JSON, a key stands there twice, a text is no text.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
        json.dumps(value, ensure_ascii=False).encode()  # half a character cannot be stored
    except DocumentError:
        raise
    except UnicodeEncodeError as error:
        raise DocumentError("it is no JSON (half a character stands in a text)") from error
    except UnicodeDecodeError as error:
        raise DocumentError("it is no JSON (it is not written in UTF-8)") from error
    except RecursionError as error:
        raise DocumentError("it is no JSON (it is nested too deeply)") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}: {error.msg}"
        raise DocumentError(f"it is no JSON ({place})") from error
    except ValueError as error:  # a number of more digits than can be read
        raise DocumentError("a number in it has more digits than can be read") from error
    return value


def _refuse_constant(name: str) -> float:
    raise DocumentError(f"it is no JSON ({name} is no number)")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DocumentError(f"“{key:.{_SHOWN}}” stands there twice")
        found[key] = value
    return found


def require(kind: type, value: object, also: Iterable[str] = ()) -> None:
    """Refuse a JSON object that :func:`~mlops_desktop.core.codec.from_json` would not read whole.

    Args:
        kind: the dataclass it is to become; what is absent is not asked for.
        also: further keys the object may have.

    Raises:
        DocumentError: a key is unknown or a value of another kind, at any depth, by its place.
    """
    if not isinstance(value, dict):
        raise DocumentError("it holds no JSON object")
    known = [*also, *(item.name for item in fields(kind))]
    _require_known(value, known, "it")
    hints = get_type_hints(kind)
    for key in value:
        if key in hints:
            _require(hints[key], value[key], f"“{key}”")


def _require_known(value: dict[str, Any], known: Sequence[str], place: str) -> None:
    for key in value:
        if key not in known:
            hint = did_you_mean(key, known, f"It may have: {first_names(known)}")
            raise DocumentError(f"{place} has “{key:.{_SHOWN}}”, which is unknown ({hint})")


def _require(kind: Any, value: Any, place: str) -> None:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if value is None and type(None) in inner:
            return
        rest = [item for item in inner if item is not type(None)]
        if len(rest) == 1:
            _require(rest[0], value, place)
            return
    elif origin is tuple:
        _require_list(inner, value, place)
        return
    elif is_dataclass(kind) and isinstance(kind, type):
        _require_object(kind, value, place)
        return
    try:
        from_json(kind, value)
    except (ValueError, OverflowError) as error:
        raise _misfit(kind, value, place) from error


def _require_list(inner: tuple[Any, ...], value: Any, place: str) -> None:
    if not isinstance(value, list):
        raise DocumentError(f"{place} must be a list, not {_shown(value)}")
    kinds = [inner[0]] * len(value) if inner[1:] == (Ellipsis,) else list(inner)
    if len(kinds) != len(value):
        raise DocumentError(f"{place} must be a list of {len(kinds)}, not of {len(value)}")
    for number, (kind, item) in enumerate(zip(kinds, value, strict=True), 1):
        _require(kind, item, f"entry {number} of {place}")


def _require_object(kind: type, value: Any, place: str) -> None:
    known = [item.name for item in fields(kind)]
    if not isinstance(value, dict):
        raise DocumentError(f"{place} must be an object with {first_names(known)}")
    _require_known(value, known, place)
    hints = get_type_hints(kind)
    for item in fields(kind):
        if item.name in value:
            _require(hints[item.name], value[item.name], f"“{item.name}” of {place}")
        elif item.default is MISSING and item.default_factory is MISSING:
            raise DocumentError(f"{place} has no “{item.name}”")


def _misfit(kind: Any, value: Any, place: str) -> DocumentError:
    if isinstance(kind, type) and issubclass(kind, Enum):
        choices = ", ".join(str(one.value) for one in kind)
        return DocumentError(f"{place} cannot be {_shown(value)}; it is one of {choices}")
    words = _WORDS.get(kind, "")
    return DocumentError(
        f"{place} must be {words}, not {_shown(value)}"
        if words
        else f"{place} cannot be {_shown(value)}"
    )


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
