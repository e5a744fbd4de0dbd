"""What makes a release out of a version, and looks again each night at what was released."""
