"""What each figure may be at most, and whether it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MISSED_CODE = 3  # the exit code of a run that misses a limit


@dataclass(frozen=True)
class Limit:
    """The most that a figure may be. Nearly all are ratios: they hold on any machine."""

    figure: str
    most: float
    unit: str = ""


@dataclass(frozen=True)
class Verdict:
    """A limit beside what was measured; `found` is None where nothing was."""

    limit: Limit
    found: float | None

    @property
    def is_met(self) -> bool:
        """Whether the figure was measured and is inside its limit."""
        return self.found is not None and self.found <= self.limit.most


SERVICE = (
    Limit("list: CPU, x raw asyncpg", 2.5),
    Limit("list: CPU, x typical FastAPI", 0.25),
    Limit("GraphQL list: CPU, x REST", 2.5),
    Limit("list with JWT: CPU, x without", 1.25),
    Limit("probe beside 24 logins: p95, x alone", 5.0),
    Limit("GraphQL list: statements", 1.0),
    Limit("get: CPU, x raw asyncpg", 4.0),
    Limit("create: CPU, x raw asyncpg", 4.0),
    Limit("list: statements", 1.0),
    Limit("list: BEGIN and COMMIT", 0.0),
    Limit("get: statements", 1.0),
    Limit("get: BEGIN and COMMIT", 0.0),
    Limit("ping: CPU, x bare granian", 3.7),
    Limit("idle memory of one worker", 105.0, "MiB PSS"),
    Limit("ready, x smallest FastAPI", 1.6),
    Limit("failed requests", 0.0),
)

GENERATION = (
    Limit("new, x cookiecutter on one file", 1.3),
    Limit("new, x copier copy", 1.0),
    Limit("--help", 0.2, "s"),
)

KEEPING = (
    Limit("update, x copier update", 0.33),
    Limit("update with nothing to do", 0.4, "s"),
    Limit("check, x one render", 1.5),
    Limit("check of 50 projects, x one render", 30),
)

BACKUPS = (
    Limit("list beside a backup: p95, x alone", 1.1),
    Limit("restore of a gigabyte, x pg_restore -j2", 1.5),
)

GATE = (Limit("make ci of the default project, after the first run", 180.0, "s"),)

FEED = (
    Limit("idle socket, KB", 60.0, "KB PSS"),
    # the socket, 64 KB that wait to leave, and a page of 100 events
    Limit("socket of a client that does not read, KB", 200.0, "KB PSS"),
    Limit("clients that do not read and are not cut off", 0.0),
)

SEALING = (
    Limit("seal a value of 200 bytes", 15.0, "us CPU"),
    Limit("open a value of 200 bytes", 15.0, "us CPU"),
    Limit("one plain UPDATE of the table: rows a second, x rotation", 3.33),
)

IMAGE = (
    Limit("build after a change, x cold", 0.25),
    Limit("image, x base and dependencies", 1.4),
    Limit("ready in the container", 3.0, "s"),
)


def judge(limits: Iterable[Limit], figures: Mapping[str, float]) -> list[Verdict]:
    """Return a verdict for every limit; what was not measured is missed."""
    return [Verdict(limit, figures.get(limit.figure)) for limit in limits]


def find_code(verdicts: Iterable[Verdict]) -> int:
    """Return the exit code that the verdicts come to."""
    return 0 if all(verdict.is_met for verdict in verdicts) else MISSED_CODE
