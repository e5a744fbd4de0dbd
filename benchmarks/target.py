"""What is measured: a service, how it is started, and which of its endpoints are asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

KINDS = ("ping", "list", "graphql", "get", "create")


@dataclass(frozen=True)
class Endpoint:
    """One kind of request. `{id}` in the path becomes the id of a row of the list.

    Attributes:
        rows: where the answer holds 20 rows, "items" or "data.items"; "": it is the rows; None:
            it has none.
    """

    name: str
    path: str
    method: str = "GET"
    body: Mapping[str, str] | None = None
    rows: str | None = None

    def name_row(self, row: str) -> "Endpoint":
        """Return the endpoint for one row."""
        return replace(self, path=self.path.replace("{id}", row))


@dataclass(frozen=True)
class Target:
    """A service that takes its turn in every round.

    Attributes:
        ready: the path whose first 200 ends the start-up.
        created: SQL that takes away what an earlier round has created.
        headers: what is sent with every request.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    port: int
    ready: str
    endpoints: tuple[Endpoint, ...] = ()
    database: str = ""
    created: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Return the address of the service."""
        return f"http://127.0.0.1:{self.port}"
