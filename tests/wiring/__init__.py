"""The wiring cuts: for each promise, how to break it, and the test that must go red."""
