"""Names of things and how a person points at a version: ``sales@3``, ``churn@production``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.stage import Stage

_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,80}")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")


class Namespace(StrEnum):
    """Datasets, models and recipes may share a name; where several are possible it decides."""

    DATA = "data"
    MODEL = "model"
    RECIPE = "recipe"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a person wrote: a name and, at most, one way to choose its version.

    No version at all means the newest that is not hidden (the newest of all when all are).
    """

    name: str
    number: int | None = None
    stage: Stage | None = None
    best: bool = False
    namespace: Namespace | None = None

    def __str__(self) -> str:
        prefix = f"{self.namespace}:" if self.namespace else ""
        if self.number is not None:
            return f"{prefix}{self.name}@{self.number}"
        if self.stage is not None:
            return f"{prefix}{self.name}@{self.stage}"
        return f"{prefix}{self.name}{'@best' if self.best else ''}"


def check_name(name: str) -> str:
    """Return the name of something new, or refuse it: 1–80 letters, digits, ``_``, ``-``, ``.``.

    Not with a ``-`` in front: on the command line it would be taken for an option.

    Raises:
        UserError: ``usage.name``.
    """
    if name.startswith("-"):
        raise UserError("usage.name", name=name[:100])
    return _readable(name)


def _readable(name: str) -> str:
    """Return a name that something may have, also from before ``-`` in front was refused."""
    if not _NAME.fullmatch(name) or name in {".", ".."}:
        raise UserError("usage.name", name=name[:100])
    return name


def parse_reference(text: str) -> Reference:
    """Read ``[data:|model:|recipe:]NAME[@N|@STAGE|@best]``.

    Raises:
        UserError: ``usage.reference`` or ``usage.name``.
    """
    rest, namespace = text, None
    for candidate in Namespace:
        if text.startswith(f"{candidate}:"):
            rest, namespace = text[len(candidate) + 1 :], candidate
    name, separator, version = rest.partition("@")
    _readable(name)
    if not separator:
        return Reference(name, namespace=namespace)
    if _NUMBER.fullmatch(version):
        return Reference(name, number=int(version), namespace=namespace)
    if version == "best":
        return Reference(name, best=True, namespace=namespace)
    if version in set(Stage):
        return Reference(name, stage=Stage(version), namespace=namespace)
    raise UserError("usage.reference", text=text[:100])
