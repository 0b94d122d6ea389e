"""The data page: what do I have, and is it sound?

* ``page``          layout and wiring; ``import_flow`` the course of an import.
* ``browser``       datasets and versions; ``version_view`` the chosen one; ``import_view`` a file.
* ``models``, ``grid``, ``column_header``, ``bars``   rows fetched as they are scrolled to, below
  heads that show what each column holds.
* ``column_panel``, ``histogram``, ``notes``, ``tables``, ``side``   details at the right, tables.
* ``incoming``      what is to be imported: a file, a folder, a pasted table.
* ``reading_form``, ``reading_rows``, ``reading_fields``, ``query_field``, ``reading_words``   how
  it is read; ``questions`` what is asked about it; ``memory`` what an earlier import chose;
  ``target_form`` where its rows go.
* ``words``         values, ranges and sentences, without Qt.
"""

from mlops_desktop.gui.pages.data.page import DataPage

__all__ = ["DataPage"]
