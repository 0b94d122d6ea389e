"""Rules checked on stored tables.

:mod:`plans` turns each kind of rule into SQL of the table engine, :mod:`values` writes what rules
compare with, :mod:`checking` runs all plans of a table together: one pass over it for the counts,
one for each set of unique columns, one more for the failing rows; :mod:`failing` reads and exports
those. No text of a person is ever executed.
"""
