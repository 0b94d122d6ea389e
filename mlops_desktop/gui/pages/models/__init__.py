"""Which version, and why this one?

The page imports services, the kit and ``core``; it knows nothing of the other pages.
"""

from mlops_desktop.gui.pages.models.page import ModelsPage

__all__ = ["ModelsPage"]
