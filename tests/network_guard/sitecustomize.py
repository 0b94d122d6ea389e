"""Refuse the network to every Python process that the tests start.

Python imports a module of this name from its path when it starts, so that worker processes and
commands under test are held to the law like the test process itself. Connections to this very
machine and local sockets stay possible.
"""

from __future__ import annotations

import ipaddress
import sys

_WATCHED = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"}


def _is_local(host: object) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _WATCHED:
        return
    address = arguments[0] if event == "socket.getaddrinfo" else (arguments[1:] or (None,))[-1]
    if isinstance(address, tuple):
        address = address[0]
    elif event != "socket.getaddrinfo":
        return  # the path of a local socket, or a connected one that needs no address
    if isinstance(address, bytes):
        address = address.decode(errors="replace")
    if not _is_local(address):
        raise PermissionError(f"the network is closed: {event} to {address}")


def close_the_network() -> None:
    """Refuse every connection to another machine from now on, in this process."""
    sys.addaudithook(_refuse)


close_the_network()
