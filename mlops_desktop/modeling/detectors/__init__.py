"""The estimators that find unusual rows: how unusual a row is, and which share of rows is less.

Apart from :mod:`mlops_desktop.modeling.anomaly`, which trains and uses them: the catalogue makes
them, and model files name them.
"""
