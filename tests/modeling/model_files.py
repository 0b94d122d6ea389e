"""Model files edited by hand, and why they are refused."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import skops.io

from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.modeling import persist


def change(source: Path, target: Path, edit: Callable[[dict, dict[str, bytes]], None]) -> Path:
    """Copy a model file with an edited schema or members."""
    with zipfile.ZipFile(source) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    schema = json.loads(members.pop("schema.json"))
    edit(schema, members)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in members.items():
            written.writestr(name, content)
        written.writestr("schema.json", json.dumps(schema))
    return target


def find(item: object, class_name: str, attribute: str = "") -> dict:
    """Return the first node of a class (that has an attribute)."""
    if isinstance(item, dict):
        if item.get("__class__") == class_name and (
            not attribute or attribute in item.get("content", {}).get("content", {})
        ):
            return item
        item = list(item.values())
    if isinstance(item, list):
        for part in item:
            found = find(part, class_name, attribute)
            if found:
                return found
    return {}


def edit_array(members: dict[str, bytes], node: dict, edit: Callable[[np.ndarray], object]) -> None:
    """Change an array in place, or to what the edit returns."""
    array = np.load(io.BytesIO(members[node["file"]]))
    changed = edit(array)
    stream = io.BytesIO()
    np.save(stream, array if changed is None else changed)
    members[node["file"]] = stream.getvalue()


def refusal(path: Path) -> UserError:
    """Return why a file is refused, having made sure that nothing of it is built."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(skops.io, "loads", lambda *_, **__: pytest.fail("it was built"))
        with pytest.raises(UserError) as caught:
            persist.load(path)
    assert caught.value.exit_code is ExitCode.ENVIRONMENT
    assert path.name in caught.value.message
    assert "…" not in str(caught.value)
    return caught.value


def walk(item: object) -> Iterator[dict]:
    """Yield every node of a schema."""
    if isinstance(item, dict):
        if "__loader__" in item:
            yield item
        item = list(item.values())
    if isinstance(item, list):
        for part in item:
            yield from walk(part)
