"""Templates of other people are rendered within limits, and run nothing unasked."""
