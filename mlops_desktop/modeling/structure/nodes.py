"""Reading parts of nodes, and saying what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from mlops_desktop.modeling.archive import Archive, Array, Node

Check = tuple[str, Callable[[Archive, Node], list[Node]]]
"""The attribute that a fitted object has, and its check: it returns the guarded nodes it owns."""


class Unsound(Exception):  # noqa: N818 - never leaves this room
    """What is wrong with an array, in words."""


def attributes(node: Node) -> Node:
    """Return an object's attributes: name → node."""
    content: Node = node["content"]["content"]
    return content


def scalar(node: Node) -> Any:
    """Return the value of a ``JsonNode``."""
    if node["__loader__"] != "JsonNode":
        raise Unsound("a plain value is expected")
    return json.loads(node["content"])


def whole(node: Node) -> int:
    """Return a non-negative whole number."""
    value = scalar(node)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Unsound("a count is not a whole number")
    return value


def need(condition: object, problem: str) -> None:
    """Raise :class:`Unsound` unless the condition holds."""
    if not condition:
        raise Unsound(problem)


def items(node: Node) -> list[Node]:
    """Return the parts of a list or tuple."""
    content = node["content"]
    need(isinstance(content, list), "a list is expected")
    return list(content)


def numbers(archive: Archive, node: Node, shape: tuple[int, ...], name: str) -> Array:
    """Return an array of float64 that must have a shape, in C order as compiled code wants it."""
    array = archive.array(node)
    need(array.dtype == np.float64, f"{name}: type")
    need(array.shape == shape, f"{name}: shape")
    return array


def size_of(archive: Archive, node: Node) -> int:
    """Return how many entries a list or a one-dimensional array has: classes, categories."""
    if node["__loader__"] != "NdArrayNode":
        return len(items(node))
    if node.get("type") == "json":
        return len(node["content"])
    array = archive.array(node)
    need(array.ndim == 1, "a single row of values is expected")
    return int(array.size)
