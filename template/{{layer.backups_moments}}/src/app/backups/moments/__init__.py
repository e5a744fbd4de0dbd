"""Moments: the database as it was at any time, from a copy of its files and the log since."""
