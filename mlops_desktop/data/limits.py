"""How much is too much: the limits of reading, each with its reason."""

from __future__ import annotations

from mlops_desktop.core import disk

MAX_COLUMNS = 2_000
"""More columns than this are refused from the header alone: DuckDB holds 2,048 rows of every column
at a time, and 2,500 columns take three quarters of a gigabyte."""

MAX_NAME = 1_000
"""Characters of a column's name; a longer one is a value, or a whole row, in the wrong place."""

MAX_ROW_BYTES = 2_000_000
"""A longer row is rejected; so is a quote that is not closed within this length."""

MAX_LINE_BYTES = 64 * 1024 * 1024
"""A file without a line break for this long is not a table; it is refused."""

MAX_ROW_REJECTS = 100_000
"""With more rejected rows the separator is wrong, not the rows; the file is refused."""

MAX_LISTED_CELLS = 100_000
"""So many cell rejects are listed; all are counted."""

MAX_LISTED_TEXT = 500
"""Characters that are kept of a rejected row or value, and of a frequent value."""

MAX_HEAD_TEXT = 2_000
"""Characters of a text shown among a table's first rows."""

MAX_WORKBOOK_BYTES = 400_000_000
"""Unpacked size of a workbook; more than this does not fit into memory when read."""

MAX_WORKBOOK_RATIO = 200
"""Unpacked to packed size of a large workbook part; more is not a table but a trap."""

MAX_WORKBOOK_CELLS = 30_000_000
"""Cells in the rectangle a sheet spans; one stray cell in the last corner spans 17 billion."""

MAX_CLAIMED_CELLS = 6_000_000
"""Cells of that rectangle that the file need not hold, because they are empty or repeat another:
a reader takes up to 72 bytes for each, and its text beside."""

WORKBOOK_MEMORY = 920_000_000
"""Bytes that the cells of a workbook may take while they are read; a worker has a gigabyte."""

MAX_ANSWER_BYTES = 10_000_000_000
"""What a query or view may give, in characters, where a few bytes can ask for rows without end."""

MAX_ANSWER_RATIO = 20
"""What it may give for each byte of its file; a join of a file's tables is rarely larger."""

MAX_UNPACKED_BYTES = 200_000_000_000
"""A compressed file that unpacks to more is refused."""

MAX_UNPACK_RATIO = 400
"""Unpacked to packed size; tables shrink to a tenth, constant ones to a hundredth."""

TRUSTED_BYTES = 200_000_000
"""Up to this size the ratio does not matter."""

RESERVED_BYTES = disk.RESERVED_BYTES
"""Space on the disk that unpacking never takes."""

UNPACK_MEMORY = 128 * 1024 * 1024
"""What a decompressor may hold; xz and zstd let a file ask for gigabytes."""

MAX_FOLDER_FILES = 5_000
"""Files of one folder read as one table: each takes a part of the engine's statement."""

PREVIEW_BYTES = 5_000_000
"""A file up to this size is previewed whole; of a larger one, its beginning."""

PREVIEW_BEGINNING_BYTES = 500_000
"""How much of a larger file a preview reads."""

HEAD_ROWS = 200
"""Rows shown at the top of a table."""

HEAD_CELLS = 200_000
"""Values shown at the top of a table: a very wide one shows fewer rows."""

MEMORY = "600MB"
"""What DuckDB may hold; the rest of a worker's gigabyte is for numpy and Python."""
