"""Whether there is a screen to open a window on."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

_OWN_SCREEN = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")


def has_display(environment: Mapping[str, str] | None = None) -> bool:
    """Say whether a window can be shown.

    On Linux that is: a Qt platform that brings its own screen, or a Wayland or X server that
    answers. A ``DISPLAY`` left over from a closed session is no display.
    """
    values = os.environ if environment is None else environment
    chosen = values.get("QT_QPA_PLATFORM", "")
    if chosen.startswith(_OWN_SCREEN):
        return True
    if sys.platform in ("win32", "darwin"):
        return True
    return _has_wayland(values) or _has_x(values.get("DISPLAY", ""))


def _has_wayland(values: Mapping[str, str]) -> bool:
    name = values.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    path = Path(name)
    if not path.is_absolute():
        path = Path(values.get("XDG_RUNTIME_DIR", "/nonexistent")) / name
    return _answers(socket.AF_UNIX, str(path))


def _has_x(display: str) -> bool:
    host, colon, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers listen, by convention
        return _answers(socket.AF_UNIX, path) or _answers(socket.AF_UNIX, f"\0{path}")
    return _answers(socket.AF_INET, (host, 6000 + int(number)))


def _answers(family: int, address: object) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(1.0)
            probe.connect(address)  # type: ignore[arg-type]
    except (OSError, ValueError):
        return False
    return True
