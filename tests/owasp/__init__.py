"""The faults of the OWASP API Security Top 10, planted one at a time in a rendered project."""
