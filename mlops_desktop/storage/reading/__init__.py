"""Reading the registry: one repository per kind of thing, each answering with core records.

Every query uses an index and reads no more rows than it returns, so that a page of a registry with
100,000 versions takes milliseconds. Inside a transaction the same repositories see its changes.
"""
