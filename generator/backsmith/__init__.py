"""backsmith makes, proves and keeps up backend services."""

__version__ = "0.3.0"
