"""The wiring cuts: for each promise of a rendered project, how to break it, and the test that must go red."""
