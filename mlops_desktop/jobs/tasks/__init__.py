"""What the worker can do: one module per task, each with ``run(request, folder, reporter)``.

Only the worker imports these: they load pandas, DuckDB and scikit-learn.
"""
