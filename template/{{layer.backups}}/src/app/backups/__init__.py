"""Backups: taken, kept, proven and brought back. Commands use it; the service itself does not."""
