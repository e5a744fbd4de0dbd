"""The generator's own tests."""
