"""One piece of heavy work in another process: spawn, progress, cancel.

Tables live inside the worker, where ``data``, ``modeling`` and ``monitoring`` meet; they never
reach services or gui. Messages are JSON bytes over a pipe, never pickled objects. The worker
writes only into its own job folder; the parent publishes files and rows in one transaction, so a
cancelled or crashed job leaves at most an orphan folder.

May import ``exchange``, ``storage``, ``data``, ``modeling``, ``monitoring``, ``charts``, ``core``;
heavy libraries only inside :mod:`mlops_desktop.jobs.tasks`, which only the worker imports.
"""
