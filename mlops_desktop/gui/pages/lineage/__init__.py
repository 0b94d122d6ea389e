"""Where did this come from, and what depends on it?"""

from mlops_desktop.gui.pages.lineage.page import LineagePage

__all__ = ["LineagePage"]
