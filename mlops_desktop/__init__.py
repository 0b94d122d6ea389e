"""MLOps Desktop: the whole life of a machine-learning model, on one desk and without a server.

The rooms, from the doors inwards; each may import what stands to its right:

``app | cli → gui → services → jobs → exchange → storage | data | modeling | monitoring | charts
→ core``

``settings``, ``diagnostics`` and ``resources`` are side rooms. The package docstring of each room
says what it is for.

For scripts, :func:`open_project` gives what every verb of :mod:`mlops_desktop.services` works on::

    from mlops_desktop import open_project
    from mlops_desktop.services import datasets

    with open_project("bike demand") as session:
        rows = datasets.list_datasets(session)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mlops_desktop.core.version import VERSION

if TYPE_CHECKING:
    from mlops_desktop.services.session import Session

__all__ = ["__version__", "open_project"]

__version__ = VERSION


def open_project(path: str | Path, *, read_only: bool = False) -> Session:
    """Open a project by its folder or its ``project.mlopsd``; the caller closes it.

    A script that does heavy work needs ``if __name__ == "__main__":`` around it: that work runs in
    a process of its own.

    Args:
        path: the folder or the manifest.
        read_only: change nothing, not even side files.

    Raises:
        UserError: ``project.not_a_project``, ``project.newer``, ``environment.*``.
    """
    # Imported when used: importing the package alone must stay instant.
    from mlops_desktop.services.session import Session

    return Session.open(Path(path), read_only=read_only)
