"""In and out: what leaves a project for other tools, and what comes from them.

May import ``storage``, ``data``, ``modeling``, ``monitoring``, ``charts`` and ``core``.
"""
