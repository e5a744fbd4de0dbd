"""What a rendered project is delivered with, held against the tools that will read it."""
