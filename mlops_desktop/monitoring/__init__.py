"""Monitoring: what changed between two tables, how sure that is, and whether the model suffers.

Numbers only: this room turns arrays and data frames into the frozen records of
:mod:`mlops_desktop.core.monitor`. It may import numpy, scipy, pandas, scikit-learn and ``core``;
it reads no file, draws nothing and knows no other room.

The way through it: a column becomes a prepared sample (:mod:`.sample`), two samples share bins
(:mod:`.binning`), bins give statistics (:mod:`.statistics`, :mod:`.exact`), statistics give a
verdict (:mod:`.verdict`) and a sentence (:mod:`.words`). :mod:`.drift` does that for a whole
table, :mod:`.performance` measures real damage, :mod:`.report` puts both into one answer.

Every number carries its convention as text, because the same data give PSI 0.10 or 0.21
depending on the bins.
"""
