"""The promises that the test suite makes about itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

# A documentation address (RFC 5737): belongs to nobody.
ELSEWHERE = ("192.0.2.1", 9)


def test_the_network_is_closed_in_the_test_process() -> None:
    with socket.socket() as connection, pytest.raises(PermissionError, match="network is closed"):
        connection.connect(ELSEWHERE)
    with pytest.raises(PermissionError, match="network is closed"):
        socket.getaddrinfo("example.org", 80)


def test_the_network_is_closed_in_every_process_a_test_starts() -> None:
    program = f"import socket; socket.socket().connect({ELSEWHERE!r})"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "the network is closed" in answer.stderr


def test_this_machine_can_be_reached() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as connection,
    ):
        assert connection.getpeername() == server.getsockname()


def test_settings_and_logs_go_to_the_private_home(private_home: Path) -> None:
    for place in (platformdirs.user_config_path("x"), platformdirs.user_log_path("x")):
        assert place.is_relative_to(private_home)
    assert Path.home() == private_home


def test_linear_algebra_has_one_thread_and_qt_needs_no_screen() -> None:
    assert os.environ["OMP_NUM_THREADS"] == "1"
    assert os.environ["QT_QPA_PLATFORM"]
