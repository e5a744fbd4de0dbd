"""Logins, and the browsers that are logged in."""
