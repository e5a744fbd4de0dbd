"""What the database's own programs complain of, without the rows that they complain about."""

import re

TELLING = re.compile(r"(?:[\w.-]+: )?(?:got )?(?:error|fatal)\b", re.IGNORECASE)


def find_complaint(said: str) -> str:
    """Return the first line that says what failed; others repeat what is in a row."""
    lines = [line.strip() for line in said.splitlines()]
    return next((line for line in lines if TELLING.match(line)), "it did not say why")
