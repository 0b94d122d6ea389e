"""MLOps Desktop: the whole life of a machine-learning model, on one desk and without a server.

The rooms, from the doors inwards; each may import what stands to its right:

``app | cli → gui → services → jobs → exchange → storage | data | modeling | monitoring | charts → core``

``settings``, ``diagnostics`` and ``resources`` are side rooms. The package docstring of each room
says what it is for.
"""

from __future__ import annotations

__version__ = "0.1.0"
