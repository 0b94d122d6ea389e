"""Model files: written as ``.skops``, read only after our own checks, never by pickle."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

import skops.io
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.pipeline import Pipeline
from skops.io.exceptions import UntrustedTypesFoundException

from mlops_desktop.core.errors import UserError
from mlops_desktop.modeling import structure
from mlops_desktop.modeling.allowlist import trusted_types
from mlops_desktop.modeling.archive import Archive
from mlops_desktop.modeling.digest import model_digest
from mlops_desktop.modeling.threads import ask_alone

__all__ = ["build", "load", "model_digest", "save"]

_LEVEL = 1  # deflate: a quarter of the time of the default for a tenth more bytes


def save(pipeline: Pipeline, path: Path) -> None:
    """Write a fitted pipeline; only types that :func:`load` accepts should be in it."""
    skops.io.dump(pipeline, path, compression=ZIP_DEFLATED, compresslevel=_LEVEL)


def load(path: Path) -> Any:
    """Read a model file: a pipeline of ours, or any model that was imported.

    Everything is checked before anything of it is built: the archive, every type against
    :mod:`~mlops_desktop.modeling.allowlist`, every array that compiled code will index by.

    Raises:
        UserError: ``models.file_damaged``, ``models.file_type``, ``models.file_structure``.
    """
    model = build(path.read_bytes(), path.name)
    if not hasattr(model, "predict"):
        raise UserError("models.file_damaged", file=path.name, reason="it holds no model")
    return model


def build(data: bytes, name: str) -> Any:
    """Check a file's bytes as :func:`load` does and return what they hold.

    Raises:
        UserError: as :func:`load`.
    """
    archive = Archive(data, name)
    structure.check(archive)
    try:
        with warnings.catch_warnings():
            # What it was made with is stored and told; whether it answers the same can be asked.
            warnings.simplefilter("ignore", InconsistentVersionWarning)
            model = skops.io.loads(archive.data, trusted=trusted_types())
            ask_alone(model)
            return model
    except UntrustedTypesFoundException as error:
        raise UserError("models.file_type", file=name, type=str(error)) from error
    except RecursionError as error:
        raise archive.damaged("it is nested too deeply") from error
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise archive.damaged(str(error)) from error
