"""In and out: what leaves a project for other tools, and what comes from them.

Nothing stands here yet: files are read in ``data``, model files leave as they lie in the store
(``services.models.export_skops``). Other tools' formats (MLflow, ONNX, OpenLineage, bundles) will.

May import ``storage``, ``data``, ``modeling``, ``monitoring``, ``charts`` and ``core``.
"""
