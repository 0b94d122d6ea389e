"""The deeper questions of a profile, each in its module, over plain arrays.

Nothing here knows files. ``shape``, ``spacing``, ``variants``, ``ordinal`` look at one column;
``sampling`` keeps a few rows of every column, for ``association`` and ``keys``; ``absence`` finds
what is missing together.
"""
