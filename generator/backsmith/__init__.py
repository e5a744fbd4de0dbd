"""backsmith makes, proves and keeps up backend services."""

__version__ = "0.4.0"
