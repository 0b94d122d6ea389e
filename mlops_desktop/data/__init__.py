"""Files to tables: reading, typing, storing, hashing, profiling.

What happens to a file, in order: :mod:`unpacking` takes it out of an archive, :mod:`readers` know
the formats that are not text. Of a text :mod:`source` decides how its bytes become UTF-8
(:mod:`survey` looks at every byte), :mod:`dialect` finds separator, quote and comments
(:mod:`fixed_width`: columns of blanks), :mod:`header` the names, :mod:`numbers` the decimal and
thousands marks; :mod:`text_reader` puts this together, and :mod:`rows` splits every row
(:mod:`splitting`, in odd places :mod:`stray_quotes`) and rejects those that do not fit.
:mod:`typing_plan` decides each column's type from all its values
(:mod:`forms`: what a value may look like; :mod:`counting`: how many do;
:mod:`column_types`: the rule), :mod:`importer` stores the typed rows as Parquet (:mod:`storing`)
through DuckDB (:mod:`engine`). :mod:`examination` looks at every column once for its profile and
its part of :mod:`content_hash`; :mod:`relations`, :mod:`findings`, :mod:`personal` and
:mod:`leakage` say what is worth knowing; :mod:`table` and :mod:`export` give the table back,
:mod:`appending` adds a file's rows to it. :mod:`preview` is the same path, storing nothing.

DuckDB never sniffs: it is told delimiter, quoting, columns and types, and reads only what
:mod:`rows` has found to be well-formed. Its SQL is generated here and nowhere else; values travel
as parameters or as literals quoted by :mod:`engine`.

May import ``core``, duckdb, python-calamine, XlsxWriter, zstandard, numpy and (for frames) pandas.
Knows no project, no model, no window.
"""
