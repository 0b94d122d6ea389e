"""Charts: matplotlib figures drawn from the records of ``core``.

May import matplotlib, numpy and ``core``; no Qt, no pyplot (its figures live in a global list and
leak), no other room. Every chart has two functions: one builds the ``Figure``, ``…_alt_text``
says in a sentence what it shows.

Builders set every property on the artist itself and never touch matplotlib's global settings, so
that a light and a dark chart can be drawn one after the other, also off the GUI thread. Names
from files are drawn as they stand: no mathematics in them, and signs the font lacks as boxes.
"""
