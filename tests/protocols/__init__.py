"""Suites that others wrote for a protocol, run against a rendered service in its own process."""
