"""Two stored tables compared: columns, rows, spreads.

:mod:`schema` pairs the columns, :mod:`keys` finds what names a row, :mod:`rows` which rows differ,
:mod:`spread` how far each column moved, :mod:`summary` says it in a sentence; :mod:`compare` runs
them.
"""
