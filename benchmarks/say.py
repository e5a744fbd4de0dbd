"""The talk of a run: what is being done, on stderr; stdout is for the tables."""

import sys


def say(line: str) -> None:
    """Tell the person at the keyboard what is being done."""
    print(line, file=sys.stderr, flush=True)
