"""Measure how fast backsmith renders, and how fast what it renders serves."""
