"""Files to tables: reading, typing, storing, hashing, profiling.

What happens to a file, in order: :mod:`source` decides what it is and how its bytes become text
(a survey of every byte), :mod:`dialect` finds separator, header and decimal mark, :mod:`rows`
splits every row and rejects those that do not fit, :mod:`column_types` decides each column's type
from all its values, :mod:`importer` writes the typed Parquet file through DuckDB. :mod:`profile`,
:mod:`relations` and :mod:`leakage` say what is worth knowing, :mod:`content_hash` names the
content, :mod:`table` and :mod:`export` give it back.

DuckDB never sniffs: it is told delimiter, quoting, columns and types, and reads only what
:mod:`rows` has found to be well-formed. Its SQL is generated here and nowhere else; values travel
as parameters or as literals quoted by :mod:`engine`.

May import ``core``, duckdb, python-calamine, numpy and (for frames) pandas. Knows no project, no
model, no window.
"""
