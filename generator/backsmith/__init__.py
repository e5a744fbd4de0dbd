"""backsmith makes, proves and keeps up backend services."""

__version__ = "0.2.0"
