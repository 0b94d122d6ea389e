"""What predicts my target best?

The page imports services, the kit and ``core``; it knows nothing of the other pages.
"""

from mlops_desktop.gui.pages.train.page import TrainPage

__all__ = ["TrainPage"]
