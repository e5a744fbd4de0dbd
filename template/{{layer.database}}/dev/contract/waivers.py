"""What a migration may do all the same, since somebody has written down why."""

import ast
import re

WAIVER = re.compile(r"#\s*contract:\s*\S")


def is_waived(source: str, line: int) -> bool:
    """Say whether the statement at `line` has `# contract: why` in it, or on the line above."""
    first, last = find_statement(source, line)
    lines = source.splitlines()
    above = lines[first - 2].strip() if first > 1 else ""
    beside = lines[first - 1 : last]
    return any(map(WAIVER.search, [above if above.startswith("#") else "", *beside]))


def find_statement(source: str, line: int) -> tuple[int, int]:
    """Return the first and the last line of the smallest statement that `line` is in."""
    found = [
        (node.lineno, node.end_lineno or node.lineno)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return min(found, key=lambda place: place[1] - place[0])
