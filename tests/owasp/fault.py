"""What a planted fault is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EVERY_WAY = "every way in"
REST = "REST"
GRAPHQL = "GraphQL"
WEBSOCKET = "WebSocket"

ALL: dict[str, object] = {"api": ["rest", "graphql", "websocket"], "database": "sqlite"}


@dataclass(frozen=True)
class Edit:
    """What a careless hand does to one file.

    Attributes:
        file: the file of the rendered project.
        old: text that stands there exactly once.
        new: what takes its place.
    """

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """One mistake, made in a project that was whole, and the project's own tests that notice it.

    Attributes:
        risk: its number in the OWASP API Security Top 10 of 2023: `API1`.
        says: what was done, in words.
        edits: the edits that do it.
        red: for each way in, the test that must fail, as a pytest node id inside the project.
        answers: in which project: only what differs from the default answers.
    """

    risk: str
    says: str
    edits: tuple[Edit, ...]
    red: Mapping[str, str]
    answers: dict[str, object] = field(default_factory=lambda: ALL)
