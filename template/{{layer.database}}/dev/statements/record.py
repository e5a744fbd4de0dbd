"""The written record of a test run: the statements behind each endpoint, in `.statements.json`."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from dev.statements.recorder import Exchange

FILE = Path(".statements.json")
Record = dict[str, dict[str, Any]]  # by the endpoint


def add(record: Record, exchange: Exchange) -> None:
    """Add what one request has asked to what its endpoint has asked so far."""
    if not exchange.heard:
        return
    seen = record.setdefault(exchange.endpoint, {"requests": 0, "most": 0, "statements": {}})
    seen["requests"] += 1
    seen["most"] = max(seen["most"], len(exchange.heard))
    counts = Counter((heard.shape, heard.place) for heard in exchange.heard)
    for (shape, place), times in counts.items():
        known = seen["statements"].setdefault(shape, {"place": place, "times": 0, "most": 0})
        known["times"] += times
        known["most"] = max(known["most"], times)


def merge(record: Record, other: Record) -> None:
    """Add what another process has recorded."""
    for endpoint, theirs in other.items():
        ours = record.setdefault(endpoint, {"requests": 0, "most": 0, "statements": {}})
        ours["requests"] += theirs["requests"]
        ours["most"] = max(ours["most"], theirs["most"])
        for shape, seen in theirs["statements"].items():
            known = ours["statements"].setdefault(shape, {**seen, "times": 0, "most": 0})
            known["times"] += seen["times"]
            known["most"] = max(known["most"], seen["most"])


def write(record: Record, file: Path = FILE, *, is_whole: bool) -> None:
    """Write the record, and whether all tests were run.

    Two runs of the same tests differ in nothing but what has changed.
    """
    beside = file.with_suffix(".new")
    text = json.dumps({"whole": is_whole, "endpoints": record}, indent=1, sort_keys=True)
    beside.write_text(f"{text}\n")
    beside.replace(file)


def read_shapes(file: Path = FILE) -> set[str]:
    """Return every statement that a run of all tests has seen; none where the last was not one."""
    written = json.loads(file.read_text()) if file.exists() else {}
    if not written.get("whole"):
        return set()
    return {shape for seen in written["endpoints"].values() for shape in seen["statements"]}
