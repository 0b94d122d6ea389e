"""The pages of the window, as data. A page's module is imported when it is first visited."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: its key, its words, its icon, and where its class is.

    Attributes:
        place: ``module:Class``. A page is a module or a package below ``gui.pages``.
        needs_project: whether it exists only while a project is open.
    """

    key: str
    title: str
    icon: str
    place: str
    needs_project: bool = True

    def exists(self) -> bool:
        """Say whether this build has the page."""
        return importlib.util.find_spec(self.place.partition(":")[0]) is not None


_PAGES = "mlops_desktop.gui.pages"

PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", "Home", "home", f"{_PAGES}.home:HomePage"),
    PageEntry("data", "Data", "data", f"{_PAGES}.data:DataPage"),
    PageEntry("train", "Train", "train", f"{_PAGES}.train:TrainPage"),
    PageEntry("models", "Models", "models", f"{_PAGES}.models:ModelsPage"),
    PageEntry("monitor", "Monitor", "monitor", f"{_PAGES}.monitor:MonitorPage"),
    PageEntry("lineage", "Lineage", "lineage", f"{_PAGES}.lineage:LineagePage"),
    PageEntry("audit", "Audit", "audit", f"{_PAGES}.audit:AuditPage"),
    PageEntry("settings", "Settings", "settings", f"{_PAGES}.settings:SettingsPage", False),
)


def page_entry(key: str) -> PageEntry:
    """Return the entry of a page; raises ``KeyError``."""
    return {entry.key: entry for entry in PAGES}[key]
