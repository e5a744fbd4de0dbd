"""Logins, and the tokens that come of them."""
