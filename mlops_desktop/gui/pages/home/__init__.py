"""The home page: what needs me today?

``page`` lays out the cards and says where clicks lead; ``concern_card``, ``stage_card``,
``retention_card`` and ``activity_card`` each answer one question.
"""

from mlops_desktop.gui.pages.home.page import HomePage

__all__ = ["HomePage"]
