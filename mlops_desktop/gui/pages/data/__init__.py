"""The data page: what do I have, and is it sound?

* ``page``          layout and wiring; ``import_flow`` the course of an import.
* ``browser``       datasets and versions; ``version_view`` the chosen one; ``import_view`` a file.
* ``models``, ``grid``, ``column_header``, ``bars``   rows fetched as they are scrolled to, below
  heads that show what each column holds.
* ``column_panel``, ``histogram``, ``notes``, ``tables``, ``side``   details at the right, tables.
* ``reading_form``, ``target_form``   how a file is read and where its rows go.
* ``words``         values, ranges and sentences, without Qt.
"""

from mlops_desktop.gui.pages.data.page import DataPage

__all__ = ["DataPage"]
