"""The project folder and its registry: the only room that knows SQLite and the project's files.

Imports ``core``, sqlite-utils (with its SQLite) and rfc8785; nothing else of the product. What
the room promises, and where:

* Nothing acknowledged is ever lost: a file is written aside, synced, renamed, its folder synced
  (:mod:`.fs`, :mod:`.objects`); then *one* transaction holds the rows and the log entry
  (:mod:`.transaction`).
* No unlogged change: generated triggers capture every changed column (:mod:`.triggers`) and a
  deferred foreign key makes a commit without its log entry fail in the database itself.
* Versions are immutable: generated triggers refuse UPDATE, DELETE and every form of REPLACE.
* The log is a hash chain over canonical JSON (:mod:`.audit_log`); :mod:`.verify` replays it from
  the first entry and compares it with every row, the schema and every object.

``sqlite.py`` alone touches the database library. Reading lives in ``reading/``, writing in
``writing/``; both are reached through :class:`mlops_desktop.storage.project.Project`. This package
imports nothing by itself: loading sqlite-utils takes a third of a second.
"""
