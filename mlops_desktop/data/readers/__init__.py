"""One module per kind of source that is not text; :mod:`registry` names them all.

A reader recognises its files by what they hold and turns them into a
:class:`mlops_desktop.data.prepared.Prepared`. Readers that get rows of values (workbooks, JSON,
databases) lay them out through :mod:`staging`; Parquet is read by DuckDB as it lies. A new kind
is a module here with a class :class:`mlops_desktop.data.readers.reader.Reader`, named in the
registry; the contract test finds it there.

Nothing foreign is executed: no formula, macro, trigger, or function of a database.
"""
