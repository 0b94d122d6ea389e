"""From a table to model versions: fit, check, explain, persist, use again.

``train`` makes one candidate per method of :mod:`mlops_desktop.core.algorithms`; ``persist`` writes
and reads ``.skops`` files after its own checks, never a pickle; ``scoring`` predicts new rows
after checking the signature; ``compare`` puts two versions on the same unseen rows; ``golden``
re-performs stored predictions.

The room gets tables as pandas frames and gives back core dataclasses and files in a folder it is
handed. It knows scikit-learn, skops and pandas, writes Parquet through DuckDB, and imports
``core`` only. Nothing heavy is imported by this ``__init__``.
"""
