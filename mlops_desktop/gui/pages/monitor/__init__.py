"""Is it still right? Damage first, then the drift that explains it."""

from mlops_desktop.gui.pages.monitor.page import MonitorPage

__all__ = ["MonitorPage"]
