"""What was found out about the beginning of a text, for the next preview of the same text.

Everything is kept under the text's own bytes, never under the name of a file: what changed is
looked at anew.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from mlops_desktop.data.limits import PREVIEW_BYTES

T = TypeVar("T")

_MOST = 24
_found: OrderedDict[Hashable, object] = OrderedDict()
_lock = threading.Lock()


def digest(text: bytes) -> bytes | None:
    """Return what tells this text from every other; None for a long one, of which nothing stays."""
    return hashlib.sha256(text).digest() if len(text) <= PREVIEW_BYTES else None


def recall(text: bytes | None, key: Hashable, make: Callable[[], T]) -> T:
    """Return what a function without side effects made of a text before, or makes of it now.

    Args:
        text: its digest; None: nothing is kept.
        key: names what is made, with everything it depends on beside the text.
    """
    if text is None:
        return make()
    place = (text, key)
    with _lock:
        if place in _found:
            _found.move_to_end(place)
            return cast("T", _found[place])
    made = make()
    with _lock:
        _found[place] = made
        if len(_found) > _MOST:
            _found.popitem(last=False)
    return made


def forget() -> None:
    """Drop everything."""
    with _lock:
        _found.clear()
