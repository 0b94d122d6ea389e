"""How recipes are done: every step as generated SQL over a table expression.

:mod:`state` is a table between two steps: SQL with columns c0, c1, … and ``place``, what the
columns are, and from which input columns they come. :mod:`planning` asks for the plan of a step;
``*_plans`` hold one for each kind. :mod:`running` runs a recipe and stores its table,
:mod:`previewing` shows one step before and after.

Steps that look at one row only are put into each other and cost one pass; a step that changes the
order of rows, or puts rows together, is written to a file before the next one reads it, so that
memory stays bounded. Rows always have a defined order, and the same input gives the same table:
sums and means are exact sums, rounded once, so that they do not depend on the number of threads.
"""
