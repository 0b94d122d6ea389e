"""One window per project: a second start hands over to the first.

Keeps working without a second window's protection where Qt's network library cannot load: nothing
is lost then, both windows may write to one project.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal

_LOG = logging.getLogger(__name__)
_WAIT_MS = 500


def server_name(project: Path) -> str:
    """Return the local server's name for a project, the same for every way to write its path."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError):
        account = ""
    folder = project.parent if project.suffix == ".mlopsd" else project
    text = f"{account}\0{folder.resolve()}"
    return "mlops-desktop-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def hand_over(project: Path) -> bool:
    """Ask a window that has the project open to come forward; say whether there is one."""
    with contextlib.suppress(ImportError):
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(server_name(project))
        if socket.waitForConnected(_WAIT_MS):
            socket.write(b"raise\n")
            socket.waitForBytesWritten(_WAIT_MS)
            socket.disconnectFromServer()
            return True
    return False


class Instance(QObject):
    """Answers a second start for the project that is open here.

    Signals:
        raised(): another start asked this window to come forward.
    """

    raised = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: QObject | None = None

    def claim(self, project: Path) -> None:
        """Answer for this project from now on."""
        self.release()
        try:
            from PySide6.QtNetwork import QLocalServer
        except ImportError as error:
            _LOG.warning("no hand-over to an open window: %s", error)
            return
        name = server_name(project)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not server.listen(name):
            # The socket of a killed process is still lying there.
            QLocalServer.removeServer(name)
            server.listen(name)
        server.newConnection.connect(self._on_connection)
        self._server = server

    def release(self) -> None:
        """Answer no longer."""
        if self._server is not None:
            self._server.close()  # type: ignore[attr-defined]
            self._server.deleteLater()
            self._server = None

    def _on_connection(self) -> None:
        server = self._server
        while server is not None and server.hasPendingConnections():  # type: ignore[attr-defined]
            socket = server.nextPendingConnection()  # type: ignore[attr-defined]
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
        self.raised.emit()
