"""Can I prove it? The log, its verification, and what stood where on any day."""

from mlops_desktop.gui.pages.audit.page import AuditPage

__all__ = ["AuditPage"]
