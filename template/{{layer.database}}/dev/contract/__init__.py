"""Whether code that still runs can bear the next migration: expand first, contract later."""
