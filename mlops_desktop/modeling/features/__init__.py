"""Which columns a model may look at, and how they become the numbers it computes with.

:mod:`.choices` refuses what a person's choices cannot mean, :mod:`.plan` decides which columns go
in and how, :mod:`.build` makes the unfitted preprocessing; the other modules are its parts. They
are our own where scikit-learn's would bring compiled index arrays into the model file.
"""
