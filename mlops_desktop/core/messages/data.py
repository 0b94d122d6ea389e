"""Words for datasets and their import."""

from __future__ import annotations

from mlops_desktop.core.exit_code import ExitCode
from mlops_desktop.core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "unknown": Message(
        "There is no dataset “{name}”.",
        "See them with “data list”.",
    ),
    "unknown_version": Message(
        "{name} has no version {number}; the newest is {newest}.",
        "See them with “data show {name}”.",
    ),
    "export_renamed": Message(
        "Names that differ only in capitals cannot stand beside each other in Parquet; in {file} "
        "{renamed}.",
        "Export as CSV or Excel to keep them, or rename a column with a recipe.",
    ),
    "missing_file": Message("There is no file {path}.", "Check the name and the folder."),
    "directory": Message("{path} is a folder.", "Choose a file inside it."),
    "not_a_file": Message("{path} is not an ordinary file.", "Copy its content into a file first."),
    "unreadable": Message(
        "{path} cannot be read: no permission.",
        "Ask for the right to read it, or copy it to a folder of yours.",
        ExitCode.ENVIRONMENT,
    ),
    "empty_file": Message("{path} is empty.", "Choose a file with column names and rows."),
    "no_rows": Message(
        "{path} has column names but no rows.",
        "Choose a file with at least one row below the names.",
    ),
    "long_row": Message(
        "The row that begins on line {line} of {path} is longer than all that a preview reads.",
        "Look at the file there: a quote that is never closed, or bytes that are no table, make such"
        " rows.",
    ),
    "file_name": Message(
        "The name of {path} is not valid text: it holds bytes that are not UTF-8.",
        "Rename the file, or the folder that is meant.",
    ),
    "pattern_name": Message(
        "The name of {path} holds * or ?, by which {count} files could be meant.",
        "Give the file or its folder a name without these signs.",
    ),
    "changed": Message(
        "{path} changed or disappeared while it was read.",
        "Wait until the program that writes it has finished, then import again; nothing was stored.",
    ),
    "foreign": Message(
        "{path} is {kind}, not a table.",
        "Choose a CSV or other text, a workbook, Parquet, JSON or SQLite, or save the table as one.",
    ),
    "format": Message(
        "“{format}” is not a format that can be read.", "Choose one of {formats}, or leave it out."
    ),
    "wrong_format": Message(
        "{path} was to be read as {chosen}, but it is {found}.",
        "Leave the format out; it is found from the content.",
    ),
    "locked_workbook": Message(
        "{path} is protected by a password.",
        "Open it in Excel or LibreOffice and save a copy without the password.",
    ),
    "workbook_entities": Message(
        "{path} declares entities (in {part}), which no spreadsheet program writes; it was not opened.",
        "If you trust the file, open it in Excel and save the sheet as CSV.",
    ),
    "json_fault": Message(
        "{path} is not valid JSON at line {line}: {reason}.",
        "Correct the file at that place, or export it again.",
    ),
    "json_encoding": Message(
        "Line {line} of {path} is not UTF-8, as JSON must be.",
        "Save the file as UTF-8, or export it again.",
    ),
    "json_depth": Message(
        "Line {line} of {path} is nested more than {most} deep, which no table is.",
        "Export the records as a flat list; the file was not read further.",
    ),
    "json_long": Message(
        "The value at line {line} of {path} is longer than a row may be.",
        "Choose the list of records inside it, or export one record per line.",
    ),
    "json_records": Message(
        "{path} holds no records.",
        "JSON comes in as a list of records, a document with such a list, or one record per line.",
    ),
    "json_list": Message("{path} has no list of records “{records}”.", "Its lists: {lists}."),
    "link_loop": Message(
        "{path} is a link that leads back to itself.", "Choose the file that was meant."
    ),
    "empty_query": Message(
        "The query for {path} is empty.", "Write one SELECT, or choose a table."
    ),
    "table_and_query": Message(
        "A table and a query are both chosen.",
        "Choose one of them; a query names its table itself.",
    ),
    "no_table": Message(
        "{path} has no table or view “{table}”.", "Its tables and views: {tables}."
    ),
    "empty_database": Message(
        "No table of {path} holds rows.", "Choose another file, or write a query."
    ),
    "locked_database": Message(
        "{path} is locked by the program that writes it.",
        "Close that program, or import a copy of the file.",
    ),
    "damaged_database": Message(
        "{path} cannot be read as an SQLite database: {reason}.",
        "Restore it from a copy, or export the table as CSV where it can still be opened.",
    ),
    "forbidden_query": Message(
        "The query or view may only read {path}: {reason}.",
        "Write one SELECT of the file's own tables, with SQLite's ordinary functions.",
    ),
    "failed_query": Message(
        "{path} cannot answer: {reason}.",
        "Correct the query, or choose a table; names with odd characters stand in double quotes.",
    ),
    "heavy_query": Message(
        "{path} needs more than {size} of memory for its answer; it was stopped.",
        "Choose a table, or a query with less to sort and to gather.",
    ),
    "all_left_out": Message(
        "Every column of {path} is left out.", "Keep at least one of its columns."
    ),
    "endless_query": Message(
        "{what} of {path} has given {rows} rows, {size}, and goes on, although the file has only "
        "{file}; it was stopped, and nothing was stored.",
        "Write a query that ends (LIMIT), or store its rows as a table of the file and import that.",
    ),
    "slow_query": Message(
        "{path} gave no row for {minutes} minutes; the query was stopped.",
        "Choose a table, or a query with less to do.",
    ),
    "empty_folder": Message("The folder {path} holds no files.", "Choose a folder of files."),
    "mixed_folder": Message(
        "The folder {path} holds files of different kinds: {kinds}.",
        "Move those that belong to one table into a folder of their own.",
    ),
    "large_folder": Message(
        "The folder {path} holds {files} files; the limit is {limit}.",
        "Split it into several folders and add them to one dataset one after the other.",
    ),
    "folder_columns": Message(
        "{file} in {path} has other columns than {first}: it {difference}.",
        "Give all files the same columns, or move this one out of the folder.",
    ),
    "damaged_arrow": Message(
        "{path} cannot be read as an Arrow file: {reason}.",
        "Export it again, or save the table as Parquet, which keeps every type too.",
    ),
    "feather": Message(
        "{path} is a Feather file of version 1, which cannot be read here.",
        "Save it again as Feather version 2 or as Parquet, such as with to_parquet of pandas.",
    ),
    "damaged_parquet": Message(
        "{path} cannot be read as a Parquet file: {reason}.",
        "The file is damaged or was not copied whole; export it again.",
    ),
    "locked_parquet": Message(
        "{path} is an encrypted Parquet file.", "Save a copy of it without encryption."
    ),
    "binary_column": Message(
        "Column {column} of {path} holds bytes that are no text.",
        "Leave the column out (--leave-out {column}), or write it as text when exporting.",
    ),
    "column_kind": Message(
        "Column {column} of {path} is of a kind that no table here can hold: {kind}.",
        "Leave the column out (--leave-out {column}), or write it as text or numbers when exporting.",
    ),
    "formulas": Message(
        "The sheet {sheet} of {path} holds formulas without their values; the first is in cell {cell}.",
        "Open it in Excel or LibreOffice and save it: the values are then stored with the formulas.",
    ),
    "range": Message(
        "“{range}” is not a range of cells.",
        "Write the first and the last cell, such as A3:F200, or A3:F for all rows from the third on.",
    ),
    "empty_range": Message(
        "The range {range} holds nothing.", "The sheet's cells that hold something are {filled}."
    ),
    "header_rows": Message(
        "The column names cannot take {rows} rows.", "Choose a number from 1 to {most}."
    ),
    "too_many_bad_rows": Message(
        "More than {count} rows of {path} cannot be taken: {reason}.",
        "The file is not what it seems; look at it, or export it again.",
    ),
    "all_rejected": Message(
        "None of the {rows} rows of {path} can be taken; the first is line {line}: {reason}.",
        "Look at the file, or export it again.",
    ),
    "damaged_workbook": Message(
        "{path} cannot be read as a workbook: {reason}.",
        "Open it in Excel or LibreOffice and save it again as .xlsx, or as CSV.",
    ),
    "large_workbook": Message(
        "{path} unpacks to {size}, too much to read as a workbook.",
        "Save the sheet as CSV and import that; CSV files may be of any size.",
    ),
    "workbook_trap": Message(
        "{path} unpacks to hundreds of times its size (in {part}); it was not opened.",
        "If you trust the file, open it in Excel and save the sheet as CSV.",
    ),
    "workbook_extent": Message(
        "What {path} holds ({part}) spans {cells} cells, many of them empty or repeated; "
        "{most} such cells fit into memory.",
        "Delete the stray cells far from the table, or save the sheet as CSV.",
    ),
    "workbook_memory": Message(
        "What {path} holds ({part}) would take {size} of memory: {cells} cells, {filled} of them "
        "filled, and their texts; a workbook may take {most}.",
        "Save the sheet as CSV and import that: text is read piece by piece, whatever its size.",
    ),
    "sheet": Message("{path} has no sheet “{sheet}”.", "Its sheets: {sheets}."),
    "empty_sheet": Message("The sheet {sheet} of {path} is empty.", "Choose another sheet."),
    "empty_workbook": Message("No sheet of {path} holds data.", "Choose another file."),
    "nul": Message(
        "Line {line} of {path} holds a NUL byte, which no text has.",
        "The file is damaged, or not text, or UTF-16 without its mark: choose the encoding, "
        "or export it again.",
    ),
    "encoding": Message(
        "Line {line} of {path} is not {encoding}: byte {byte} cannot be read.",
        "Choose another encoding, such as {others}.",
    ),
    "cut_character": Message(
        "{path} ends within a character, on line {line}: it is {encoding}, and not whole.",
        "Most likely it was not copied or written to its end: copy it again, or export it again.",
    ),
    "damaged_text": Message(
        "Byte {byte} on line {line} of {path} is neither UTF-8 nor Windows-1252.",
        "Most likely the file is damaged there: correct that line or export the file again. The "
        "encoding latin-1 reads every byte.",
    ),
    "utf16_mark": Message(
        "{path} does not begin with the mark of UTF-16.",
        "Choose utf-16-le or utf-16-be, or another encoding, such as utf-8.",
    ),
    "mixed_encoding": Message(
        "{path} is UTF-8, but byte {byte} on line {line} is not.",
        "Correct that line or export the file again; or choose the encoding: with cp1252 every "
        "line is read, and é in the others becomes Ã©.",
    ),
    "unknown_encoding": Message(
        "There is no text encoding “{encoding}”.",
        "Choose utf-8, utf-16, cp1252, latin-1 or another name that Python knows.",
    ),
    "delimiter": Message(
        "“{delimiter}” cannot separate columns.",
        "Choose one character: a comma, a semicolon, a bar, or a tab.",
    ),
    "decimal": Message("“{decimal}” cannot be a decimal mark.", "Choose “.” or “,”."),
    "header_fault": Message(
        "Row 1 of {path}, the column names, cannot be read: {reason}.",
        "Correct row 1 of the file; it must hold one name per column.",
    ),
    "header_empty": Message(
        "Row 1 of {path} is empty; the column names must stand there.",
        "Delete the empty rows at the top, or write the names into row 1.",
    ),
    "empty_names": Message(
        "{path} has columns without a name in its row of names, at position {positions}.",
        "Give each column a name, or delete the column. Where something else stands above the "
        "table, choose the line of the names, or in a workbook the range of the table.",
    ),
    "duplicate_names": Message(
        "The column name “{name}” stands in {path} more than once, at positions {positions}.",
        "Rename or delete all but one of them.",
    ),
    "long_name": Message(
        "The name of column {position} of {path}, “{name}”, has {length} characters; the limit is "
        "{limit}.",
        "Give the column a shorter name; if it is no name, say in which row the names stand.",
    ),
    "too_many_columns": Message(
        "{path} has {columns} columns in row 1; the limit is {limit}.",
        "Keep the columns you need, or turn repeated ones into rows.",
    ),
    "endless_line": Message(
        "The row that begins on line {line} of {path} has no end within 64 million characters.",
        "The file is damaged or not a table; export it again.",
    ),
    "mostly_rejected": Message(
        "{rejected} of {rows} rows of {path} do not fit the columns of row 1; the first is "
        "line {line}: {reason}.",
        "Most likely the separator or the first row is not what it seems: choose the separator, "
        "or correct row 1.",
    ),
    "too_many_rejects": Message(
        "More than {count} rows of {path} cannot be taken; the first is line {line}: {reason}.",
        "Look at that line: a quote may be open, or choose another separator or quote.",
    ),
    "unknown_column": Message(
        "There is no column “{column}” in {path}.",
        "Choose one of its columns: {columns}.",
    ),
    "type": Message(
        "No value of column {column} of {path} can be read as {type}.",
        "Choose another type, such as text.",
    ),
    "ambiguous_dates": Message(
        "The dates of column {column} of {path} can be read day first or month first.",
        "Leave it as text, or write the dates as 2011-12-31 and import again.",
    ),
    "other_zone": Message(
        "The times of column {column} have a zone in only one of {file} and {data}.",
        "Write the times of the file as those of {data}: all with a zone, or all without.",
    ),
    "bad_cell": Message(
        "Line {line} of {path}, column {column}: “{value}” is not {wanted}. Values that do not "
        "fit: {count}.",
        "Correct the file, or choose that such values become missing or the column text.",
    ),
    "memory": Message(
        "{path} needs more memory than is available for reading.",
        "Close other programs, or import fewer columns or rows.",
        ExitCode.ENVIRONMENT,
    ),
    "damaged_table": Message(
        "The stored table {path} cannot be read: {reason}.",
        "Run “verify” to see what is affected; restore it from a copy of the project.",
        ExitCode.ENVIRONMENT,
    ),
    "diff_key_unknown": Message(
        "The key column “{column}” is not in both versions.",
        "Choose among the columns both have: {columns}.",
    ),
    "diff_key_or_content": Message(
        "Rows are compared by a key or by their whole content, not by both.",
        "Leave out --key or --by-content.",
    ),
    "diff_key_missing": Message(
        "Row {row} of the version {version} has no value in {columns}, so it has no key.",
        "Choose key columns that are never missing, or compare by whole content.",
    ),
    "diff_key_twice": Message(
        "{columns} cannot be the key: the value in row {row} stands {count} times in the version "
        "{version}.",
        "Add a column to the key, or compare by whole content.",
    ),
    "export_suffix": Message(
        "{path} can be none of the files that an export writes.",
        "End its name in .csv, .parquet or .xlsx.",
    ),
    "export_rows": Message(
        "{rows} rows are too many for an Excel sheet, which holds 1,048,575 below its header.",
        "Export as Parquet or CSV, or fewer rows.",
    ),
    "export_columns": Message(
        "{columns} columns are too many for an Excel sheet, which holds 16,384.",
        "Export as Parquet or CSV, or fewer columns.",
    ),
    "export_long_text": Message(
        "The text in row {row}, column {column}, has {length} characters; an Excel cell holds "
        "32,767.",
        "Export as Parquet or CSV, which keep it whole.",
    ),
    "no_import": Message(
        "{data} was not imported from a file.",
        "A file's lines are there for imported versions only.",
    ),
    "other_file": Message(
        "{path} is not the file that was imported, or it changed since.",
        "Choose the file as it was then.",
    ),
    "other_columns": Message(
        "{file} cannot be added to {data}: it comes {difference}.",
        "Give the file the same columns, or import it as a dataset of its own.",
    ),
}
