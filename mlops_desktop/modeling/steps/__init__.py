"""What a fitted preprocessing does, step by step and in words.

The steps name every number that goes into the model: :func:`..core.expansion.model_inputs` finds
from them the model's inputs in order, and the columns that each is made from.
"""
