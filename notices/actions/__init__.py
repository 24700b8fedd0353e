"""Every write of notices, one module by subject."""

from notices.actions.reading import mark_read

__all__ = ["mark_read"]
