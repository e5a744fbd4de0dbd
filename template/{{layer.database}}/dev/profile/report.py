"""What was found, as text for people and as JSON for programs."""

from dataclasses import dataclass, field
from typing import Any

from dev.profile.indexes import Missing, Needless
from dev.profile.statements import Known
from dev.statements.repeats import Repeat

SLOWEST = 5


@dataclass
class Report:
    """All that was found.

    Attributes:
        rows: how many each table had.
        known: the statements, by their shapes.
        failed: requests that were not carried out, with their statuses.
        threshold: how many rows may be read in vain.
        is_recorded: whether a test run has left its record, so that unused indexes can be told.
    """

    rows: dict[str, int]
    known: dict[str, Known]
    failed: dict[str, list[int]]
    threshold: int
    is_recorded: bool
    missing: list[Missing] = field(default_factory=list)
    needless: list[Needless] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)

    @property
    def scanning(self) -> list[Known]:
        """The statements that read a large table in vain."""
        return [one for one in self.known.values() if one.list_scans(self.threshold)]

    @property
    def has_findings(self) -> bool:
        """Whether there is something to do."""
        return bool(self.missing or self.needless or self.repeats or self.scanning)


def draw_text(report: Report) -> str:
    """Return the report as people read it."""
    lines = [f"{name}: {rows} rows" for name, rows in report.rows.items() if rows]
    lines += ["", "The slowest statements"]
    slowest = sorted(report.known.values(), key=lambda one: -one.heard.seconds)[:SLOWEST]
    for one in slowest:
        heard = one.heard
        lines += [f"  {heard.seconds * 1000:.1f} ms, {heard.place}", f"    {heard.shape}"]
    for one in report.scanning:
        for scan in one.list_scans(report.threshold):
            lines += ["", f"{scan.table} is read from end to end: {scan.rows} rows,"]
            lines += [f"  for {one.heard.rows}, by {one.heard.place}", f"    {one.heard.shape}"]
    for missing in report.missing:
        before, after = missing.before, missing.after
        lines += ["", f"An index on {missing.table} ({', '.join(missing.columns)}) would help:"]
        lines += [f"  cost {before.cost:.0f} -> {after.cost:.0f} {after.unit}"]
        lines += [f"  time {before.milliseconds:.2f} -> {after.milliseconds:.2f} ms"]
        lines += [f"    {missing.shape}"]
    for needless in report.needless:
        columns = ", ".join(needless.columns)
        lines += ["", f"{needless.name} on {needless.table} ({columns}) is needless:"]
        lines += [f"  {needless.why}"]
    for repeat in report.repeats:
        lines += ["", str(repeat)]
    for request, statuses in report.failed.items():
        lines += ["", f"not carried out: {request}, answered with {', '.join(map(str, statuses))}"]
    if not report.is_recorded:
        lines += ["", "Which indexes nothing uses can be told after `make test`."]
    lines += ["", "There is something to do." if report.has_findings else "Nothing is to be done."]
    return "\n".join(lines)


def draw_json(report: Report) -> dict[str, Any]:
    """Return the report as programs read it."""
    return {
        "rows": report.rows,
        "statements": [
            {
                "statement": one.heard.shape,
                "place": one.heard.place,
                "endpoints": sorted(one.endpoints),
                "milliseconds": round(one.heard.seconds * 1000, 3),
                "scans": [scan.table for scan in one.list_scans(report.threshold)],
            }
            for one in report.known.values()
        ],
        "missing": [
            {
                "table": one.table,
                "columns": list(one.columns),
                "cost": [one.before.cost, one.after.cost],
                "milliseconds": [one.before.milliseconds, one.after.milliseconds],
                "statement": one.shape,
            }
            for one in report.missing
        ],
        "needless": [
            {"table": one.table, "index": one.name, "columns": list(one.columns), "why": one.why}
            for one in report.needless
        ],
        "repeats": [
            {"endpoint": one.endpoint, "times": one.times, "loop": one.loop, "query": one.query}
            for one in report.repeats
        ],
        "failed": report.failed,
    }
