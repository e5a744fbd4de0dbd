"""What was found, as Markdown: verdicts first, then tables."""

import platform
from collections.abc import Iterable, Sequence

from benchmarks.limits import Verdict


def show_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is text and whose others are numbers."""
    line = " | ".join(["---"] + ["--:"] * (len(heads) - 1))
    return "\n".join(f"| {row} |" for row in (" | ".join(heads), line, *map(" | ".join, rows)))


def show_number(value: float | None) -> str:
    """Return about three digits of `value`, and a dash for none."""
    if value is None:
        return "-"
    if value == int(value):
        return str(int(value))
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}" if value >= 0.095 else f"{value:.3f}"


def show_verdicts(verdicts: Iterable[Verdict]) -> str:
    """Return the limits with what was found."""
    rows = [
        (
            verdict.limit.figure,
            show_number(verdict.found),
            f"{show_number(verdict.limit.most)} {verdict.limit.unit}".strip(),
            "met" if verdict.is_met else "**missed**",
        )
        for verdict in verdicts
    ]
    return show_table(("figure", "found", "at most", ""), rows)


def describe_machine(cores: int, versions: dict[str, str]) -> str:
    """Return the machine and the versions in one paragraph."""
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{platform.system()} {platform.machine()}, {cores} cores; {python}, {named}."
