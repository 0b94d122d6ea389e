"""Where the files shipped with the product lie: icons, fonts, sample data, manual, licences.

A side room: every room may ask it, it imports the standard library only.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder of the shipped files.

    It stands in one of three places: beside the program of a frozen application, inside the
    installed package, or at the top of a source tree.

    Raises:
        FileNotFoundError: when the installation is incomplete.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parent
    places = [package / "_resources", package.parent / "resources"]
    if frozen is not None:
        places.insert(0, Path(frozen) / "resources")
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no resources in {', '.join(map(str, places))}")


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as ``resource("help", "home.md")``.

    Raises:
        FileNotFoundError: when it is not part of this installation.
    """
    path = root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"not shipped: {'/'.join(parts)}")
    return path
