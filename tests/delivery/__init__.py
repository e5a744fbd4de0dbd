"""What a rendered project is delivered with, held against the tools and the engine that will read it."""
