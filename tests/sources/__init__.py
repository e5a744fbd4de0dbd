"""The laws that keep the template readable, each a function that names what breaks it."""
