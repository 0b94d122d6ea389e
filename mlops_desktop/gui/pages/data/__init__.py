"""The data page: what do I have, and is it sound?

* ``page``          layout and wiring; ``catalogue`` what it reads, ``actions`` what can be done.
* ``browser``       datasets and versions; ``version_view`` the chosen one; ``asides`` what opens
  in its place.
* ``rows``          the grid of rows: filtered, sorted, searched, fetched as it is scrolled.
* ``profile``       what the columns hold: cards, the details of one, what goes together.
* ``importing``     a file on its way in: how it is read, what is asked, where its rows go.
* ``compare``       two versions side by side; ``rules`` the rules of a dataset.
* ``recipes``       the recipe editor; ``card`` the card of a dataset.
* ``notes``, ``side``, ``tabbed_card``, ``tables``   cards at the right, tabs, small tables.
* ``words``         values, ranges and sentences; ``reading_words`` the ways to read a file.
"""

from mlops_desktop.gui.pages.data.page import DataPage

__all__ = ["DataPage"]
