"""Forecasting a dated series: days as a grid, inputs that are known in time, honest backtests.

The strategy is direct: each day ahead has a model of its own (up to 28, of boosting 7; longer
horizons share them in neighbouring groups), whose inputs are all known when the forecast is made.
On the daily active aircraft of 2013 (12 starts, 7 days ahead) this was a little better than one
model with the distance as an input: MASE 1.142 against 1.177 for ridge, 1.160 against 1.176 for
boosting, within each other's intervals; and what a model may look at can be checked day by day.

A fitted model is one :class:`~mlops_desktop.modeling.forecasting.forecaster.Forecaster` in a
pipeline. It is given rows of date, value and events: where the value is known it answers with it,
where it is not, with the forecast. So golden rows, model files and digests are those of any model.
"""
