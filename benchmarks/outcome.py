"""What one part of a run came to: its text, its verdicts and its raw figures."""

from dataclasses import dataclass
from typing import Any

from benchmarks.limits import Verdict


@dataclass(frozen=True)
class Outcome:
    """The result of one part."""

    part: str
    text: str
    verdicts: list[Verdict]
    raw: dict[str, Any]

    def as_data(self) -> dict[str, Any]:
        """Return all of it for a JSON file."""
        limits = [
            {
                "figure": verdict.limit.figure,
                "found": verdict.found,
                "most": verdict.limit.most,
                "met": verdict.is_met,
            }
            for verdict in self.verdicts
        ]
        return {"limits": limits, **self.raw}
