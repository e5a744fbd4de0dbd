"""backsmith makes, proves and keeps up backend services."""

__version__ = "0.5.0"
