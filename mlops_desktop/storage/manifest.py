"""``project.mlopsd``: the file a person double-clicks, and what an older program reads first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mlops_desktop.core import codec
from mlops_desktop.core.errors import UserError
from mlops_desktop.storage.fs import FileSystem, naming

FILE_NAME = "project.mlopsd"
_APP = "mlops-desktop"
_LARGEST = 65_536


@dataclass(frozen=True, slots=True)
class Manifest:
    """A project's identity: the same id and name stand in the registry.

    Attributes:
        app: says whose file it is.
        format: the registry's format.
    """

    id: str
    name: str
    format: int
    app: str = _APP


def write(folder: Path, manifest: Manifest, files: FileSystem) -> None:
    """Put the manifest in place.

    Raises:
        UserError: ``environment.*``.
    """
    text = json.dumps(codec.to_json(manifest), ensure_ascii=False, indent=2, sort_keys=True)
    files.write_file(folder / FILE_NAME, f"{text}\n".encode())


def read(folder: Path) -> Manifest:
    """Read the manifest.

    Raises:
        UserError: ``project.not_a_project`` without one, ``project.damaged`` when it is none.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise UserError("project.not_a_project", path=folder)
    with naming(path), path.open("rb") as stream:
        data = stream.read(_LARGEST)
    try:
        manifest = codec.from_bytes(Manifest, data)
    except ValueError as error:
        raise UserError("project.damaged", path=path, reason="it is not a manifest") from error
    if manifest.app != _APP:
        raise UserError("project.damaged", path=path, reason="another program wrote it")
    return manifest
