"""Rows unlike the others, found without an answer to learn from.

A fitted model is a pipeline of the usual preprocessing and one
:class:`~mlops_desktop.modeling.detectors.detector.Detector`. Its answer is a number from 0 to 1:
the share of the training rows that are less unusual. So golden rows, model files and digests are
those of any model. A row is called unusual from the version's threshold on, which the share chosen
by the person sets.

Whether it is *right* nobody can tell without known answers. What can be told is whether the ranking
depends on which rows were learned from (``rank_agreement``), and where a column of known answers is
named, how often the two agree; nothing is ever learned from that column.
"""
