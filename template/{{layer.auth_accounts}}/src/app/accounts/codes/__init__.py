"""Codes that are good once, and the count of who tries how often."""
