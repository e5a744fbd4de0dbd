"""Measure what is asked for: `python -m benchmarks [PART]`; --help names the parts.

The tables go to stdout, the talk to stderr. Exit codes: 0 every limit is met, 3 one is missed,
1 something is not there or does not work, 130 stopped by ^C.
"""

import argparse
import json
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from benchmarks import backups, feed, gate, generation, image, keeping, sealing, service
from benchmarks.errors import BenchmarkError
from benchmarks.limits import find_code
from benchmarks.outcome import Outcome

HEAD = """# What was measured

On {day}, by `python -m benchmarks`. Ratios hold on other machines, milliseconds do not;
docs/performance.md says what the words mean and how to repeat it.
"""
PARTS = {
    "service": service.measure,
    "feed": feed.measure,
    "sealing": sealing.measure,
    "generation": generation.measure,
    "keeping": keeping.measure,
    "backups": backups.measure,
    "image": image.measure,
    "gate": gate.measure,
}


def main(words: list[str]) -> int:
    """Measure what was asked for and return the exit code."""
    given = read_words(words)
    signal.signal(signal.SIGTERM, stop_as_by_hand)
    try:
        outcomes = [PARTS[part](given.rounds, given.seconds) for part in given.parts]
    except BenchmarkError as error:
        print(f"error: {error}\n\nhint: {error.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; nothing is left running", file=sys.stderr)
        return 130
    return tell_outcomes(outcomes, given.json)


def read_words(words: list[str]) -> argparse.Namespace:
    """Return what was asked for; without a part, all parts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure backsmith.")
    parser.add_argument("part", nargs="?", choices=PARTS, help="measure only this (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each (default: 3)")
    parser.add_argument("--seconds", type=int, default=5, help="of load each (default: 5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every raw figure there")
    given = parser.parse_args(words)
    given.parts = [given.part] if given.part else list(PARTS)
    return given


def tell_outcomes(outcomes: list[Outcome], path: Path | None) -> int:
    """Print the tables, write the raw figures where they are wanted, return the exit code."""
    print(HEAD.format(day=datetime.now(UTC).date()))
    print("\n".join(outcome.text for outcome in outcomes), end="")
    if path:
        write_json(path, outcomes)
    return find_code(verdict for outcome in outcomes for verdict in outcome.verdicts)


def write_json(path: Path, outcomes: list[Outcome]) -> None:
    """Write the raw figures of every part into one file."""
    parts = {outcome.part: outcome.as_data() for outcome in outcomes}
    path.write_text(json.dumps(parts, indent=2) + "\n")


def stop_as_by_hand(number: int, frame: FrameType | None) -> None:
    """Leave as ^C does, so that every block closes what it has opened."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
