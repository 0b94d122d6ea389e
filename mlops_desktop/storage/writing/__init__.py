"""Writing the registry: the methods of a transaction, by what they write.

They are reached through ``project.tx(...)`` only. Each inserts rows and returns the record; nothing
here commits, logs or checks permissions: :mod:`mlops_desktop.storage.transaction` does.
"""
