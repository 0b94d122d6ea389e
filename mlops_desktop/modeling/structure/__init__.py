"""Whether the arrays of a model file are sound: compiled code follows their indices unchecked.

scikit-learn's trees, search trees, support vectors and encoders index memory with numbers from
these arrays without looking at the bounds, so an edited file could crash the process or worse.
Everything here reads nodes and arrays; nothing of the file is built.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable

from mlops_desktop.core.errors import UserError
from mlops_desktop.modeling.archive import Archive, Node
from mlops_desktop.modeling.structure.anomaly import ANOMALY
from mlops_desktop.modeling.structure.encoded import ENCODED
from mlops_desktop.modeling.structure.features import FEATURES
from mlops_desktop.modeling.structure.forecasting import FORECASTING
from mlops_desktop.modeling.structure.joined import JOINED
from mlops_desktop.modeling.structure.nodes import Check, Unsound, attributes
from mlops_desktop.modeling.structure.steps import STEPS
from mlops_desktop.modeling.structure.trees import TREES
from mlops_desktop.modeling.structure.weights import WEIGHTS

__all__ = ["CHECKS", "check"]

CHECKS: dict[str, Check] = {
    **TREES,
    **ENCODED,
    **WEIGHTS,
    **JOINED,
    **FORECASTING,
    **ANOMALY,
    **FEATURES,
    **STEPS,
}
"""Per type the attribute that a fitted object has, and its check."""

_GUARDED = frozenset({"Tree", "TreePredictor", "KDTree"})
_FAULTS = (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError)
"""What reading a node raises that has not the form of one."""


def check(archive: Archive) -> None:
    """Refuse a file whose arrays could lead compiled code astray.

    Raises:
        UserError: ``models.file_structure`` naming type and array; ``models.file_type``.
    """
    archive.check_identities()
    owned: set[int] = set()
    guarded: list[Node] = []
    for node in archive.nodes():
        name = str(node["__class__"])
        if node["__loader__"] == "NdArrayNode" and node.get("type") == "numpy":
            archive.array(node)
        if name in _GUARDED or node["__loader__"] == "FunctionNode":
            guarded.append(node)
        try:
            _check_names(node)
            test = _check_of(node, name)
            if test is not None:
                owned.update(id(item) for item in test(archive, node))
        except Unsound as unsound:
            raise UserError(
                "models.file_structure", file=archive.name, type=name, problem=str(unsound)
            ) from unsound
        except _FAULTS as error:
            raise UserError(
                "models.file_structure", file=archive.name, type=name, problem="parts are missing"
            ) from error
    for node in guarded:
        # An array holder that no checked owner holds has nothing to be checked against; a function
        # stands where it is never called, or nowhere.
        if id(node) not in owned:
            raise UserError(
                "models.file_structure",
                file=archive.name,
                type=node["__class__"],
                problem="it stands outside a model",
            )


def _check_names(node: Node) -> None:
    """Refuse an object that keeps something of its own under a name of its class.

    Which of libsvm's methods a support vector machine is, for one, stands in its class; the other
    checks hold for what the class says.
    """
    content = node.get("content")
    if node["__loader__"] != "ObjectNode" or not isinstance(content, dict):
        return
    state = content.get("content")
    if not isinstance(state, dict):
        return
    kind = getattr(importlib.import_module(node["__module__"]), node["__class__"])
    for name in state:
        stands = inspect.getattr_static(kind, name, None)
        # A property is asked before the object's own attributes.
        if stands is not None and not inspect.isdatadescriptor(stands):
            raise Unsound(f"{name[:80]}: stands for a part of its class")


def _check_of(node: Node, name: str) -> Callable[[Archive, Node], list[Node]] | None:
    found = CHECKS.get(name)
    if found is None:
        return None
    fitted, test = found
    # Pipelines and forests also keep unfitted templates: without this attribute nothing is
    # followed, and predicting with one fails in Python.
    return test if fitted in attributes(node) else None
