"""What a backup says of itself: which rows were in each table, as they were copied."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from app.backups.errors import NotFit

FORMAT = 1
VERSIONS = "alembic_version"


@dataclass(frozen=True)
class Table:
    """How many rows a table has, and the sum of their checksums, in whichever order they stand."""

    rows: int
    checksum: str


@dataclass(frozen=True)
class Content:
    """What is in a database: the revision of its tables, and the rows of each."""

    revision: str
    tables: Mapping[str, Table]

    @property
    def rows(self) -> int:
        """How many rows there are, but for those that say which migrations there were."""
        return sum(table.rows for name, table in self.tables.items() if not name.endswith(VERSIONS))


@dataclass(frozen=True)
class Manifest:
    """What belongs to a dump, written down when the dump was complete."""

    service: str
    version: str
    engine: str
    taken_at: datetime
    dump: str  # the snapshot that holds it
    dump_bytes: int
    seconds: float
    content: Content

    def pack(self) -> bytes:
        """Return it as it is kept."""
        data = {"format": FORMAT, **asdict(self), "taken_at": self.taken_at.isoformat()}
        return json.dumps(data, indent=1, sort_keys=True).encode()


def unpack(packed: bytes) -> Manifest:
    """Return what was packed.

    Raises:
        NotFit: this is no manifest, or one of another age.
    """
    try:
        data: dict[str, Any] = json.loads(packed)
        if data.pop("format") != FORMAT:
            raise ValueError("another format")
        content = data.pop("content")
        tables = {name: Table(**table) for name, table in content["tables"].items()}
        taken_at = datetime.fromisoformat(data.pop("taken_at")).astimezone(UTC)
        return Manifest(**data, taken_at=taken_at, content=Content(content["revision"], tables))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotFit(
            "The backup does not say what is in it.", "Choose another: app backup list"
        ) from error


def list_differences(then: Content, now: Content) -> list[str]:
    """Return in which tables what is there is not what was copied, one sentence each."""
    found = []
    if then.revision != now.revision:
        found.append(f"The tables are of revision {now.revision}, not {then.revision}.")
    for name in sorted({*then.tables, *now.tables}):
        before, after = then.tables.get(name), now.tables.get(name)
        if before is None:
            found.append(f"{name} was not in the backup.")
        elif after is None:
            found.append(f"{name} is missing.")
        elif before.rows != after.rows:
            found.append(f"{name} has {after.rows} rows, not {before.rows}.")
        elif before.checksum != after.checksum:
            found.append(f"{name} has other rows than were copied.")
    return found
