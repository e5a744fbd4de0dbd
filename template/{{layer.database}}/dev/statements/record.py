"""The written record of a test run: the statements behind each endpoint, in `.statements.json`."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from dev.statements.recorder import Exchange

FILE = Path(".statements.json")
Record = dict[str, dict[str, Any]]


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


def write(record: Record, file: Path = FILE) -> None:
    """Write the record, so that two runs of the same tests differ in nothing but what changed."""
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")
    beside.replace(file)
