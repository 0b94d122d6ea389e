"""Which system libraries Qt misses, and what they are called where they can be installed."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping

from mlops_desktop.core.errors import UserError

ALWAYS: Mapping[str, str] = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
}
"""What Qt's libraries and its offscreen platform load: soname → Debian package."""

FOR_X: Mapping[str, str] = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt's X11 platform loads beside; without them Qt would abort the process."""

_NAMED = re.compile(r"(lib[\w.+-]+\.so[\w.]*): cannot open shared object")


def loads(library: str) -> bool:
    """Say whether the system's loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(libraries: Iterable[str], is_there: Callable[[str], bool] = loads) -> tuple[str, ...]:
    """Return which of these the loader does not find."""
    return tuple(library for library in libraries if not is_there(library))


def refusal(libraries: Iterable[str]) -> UserError:
    """Return the error that names missing libraries and the packages that bring them."""
    known = {**ALWAYS, **FOR_X}
    names = sorted(set(libraries))
    packages = sorted({known[name] for name in names if name in known})
    return UserError(
        "environment.qt_libraries",
        libraries=", ".join(names),
        packages=" ".join(packages) or "(the packages that contain them)",
    )


def refusal_of(error: ImportError) -> UserError:
    """Return what an ``ImportError`` of PySide6 means for a person.

    The loader names one library only; the others are looked for, so that one installation is
    enough.
    """
    named = _NAMED.findall(str(error))
    found = [*named, *(missing(ALWAYS) if sys.platform == "linux" else ())]
    if not found:
        found = [str(error)]
    return refusal(found)


def check_platform(
    environment: Mapping[str, str] | None = None, is_there: Callable[[str], bool] = loads
) -> None:
    """Refuse before Qt would abort: its X11 platform ends the process when it cannot load.

    Raises:
        UserError: ``environment.qt_libraries``.
    """
    values = os.environ if environment is None else environment
    if sys.platform != "linux":
        return
    chosen = values.get("QT_QPA_PLATFORM", "")
    uses_x = chosen.startswith("xcb") or (not chosen and not values.get("WAYLAND_DISPLAY"))
    needed = [*ALWAYS, *(FOR_X if uses_x else ())]
    absent = missing(needed, is_there)
    if absent:
        raise refusal(absent)
