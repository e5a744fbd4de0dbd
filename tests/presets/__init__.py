"""Tests of the presets, room by room."""
