"""How things are with the log: for whoever asks, for a health check, and as figures to watch."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

FILE: Final = "state.json"
FIGURES: Final = "moments.prom"  # in the text format of Prometheus
RECOVERED: Final = "recovery.prom"
TIMES: Final = ("since", "until", "shipped", "copied_at")


@dataclass
class State:
    """What the one who receives knows."""

    since: datetime | None = None  # when it looked for the first time
    system: str = ""  # the database whose log is in the folder
    until: datetime | None = None  # what was done by then is in the folder
    shipped: datetime | None = None  # what was done by then has left the machine
    copied_at: datetime | None = None  # the newest copy
    copying: bool = False  # another one is on its way
    behind_bytes: int = 0  # what the server keeps for us
    room_bytes: int | None = None  # until it throws away what we lack; None: never
    complaint: str = ""  # what stood in the way, if anything did

    def list_troubles(self, now: datetime, late: timedelta, first: timedelta) -> list[str]:
        """Return what is not as it should be, one sentence each.

        The log may be `late` to leave the machine; the `first` of it may take its time.
        """
        troubles = []
        newest = self.shipped or self.since
        if newest is None:
            troubles.append("Nobody has received the log yet.")
        elif now - newest > (late if self.shipped else first):
            minutes = (now - newest).total_seconds() / 60
            troubles.append(f"What was done in the last {minutes:.0f} minutes is here only.")
        if self.since and now - self.since > first and not (self.copied_at or self.copying):
            troubles.append("There is no copy of the database's files yet.")
        if self.room_bytes is not None and self.room_bytes < self.behind_bytes:
            troubles.append(f"The server keeps {self.behind_bytes} bytes for us, and not for long.")
        return [*troubles, self.complaint] if troubles and self.complaint else troubles


def read_state(folder: Path) -> State:
    """Return what was written there; nothing where nothing was."""
    try:
        data = json.loads((folder / FILE).read_text())
    except FileNotFoundError:
        return State()
    times = {name: datetime.fromisoformat(data[name]) for name in TIMES if data.get(name)}
    return State(**{**data, **times})


def write_state(folder: Path, state: State) -> None:
    """Keep it; whoever reads meanwhile gets the old or the new."""
    data = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(state).items()
    }
    replace(folder / FILE, json.dumps(data, indent=1) + "\n")
    replace(folder / FIGURES, "".join(f"{name} {value}\n" for name, value in list_figures(state)))


def list_figures(state: State) -> list[tuple[str, float]]:
    """Return what is worth watching."""
    found: list[tuple[str, float]] = [("backup_moments_behind_bytes", state.behind_bytes)]
    if state.shipped:
        found.append(("backup_moments_shipped_timestamp_seconds", state.shipped.timestamp()))
    if state.copied_at:
        found.append(("backup_moments_copied_timestamp_seconds", state.copied_at.timestamp()))
    if state.room_bytes is not None:
        found.append(("backup_moments_room_bytes", state.room_bytes))
    return [*found, ("backup_moments_trouble", 1 if state.complaint else 0)]


def note_recovery(folder: Path, now: datetime, seconds: float) -> None:
    """Write down that a moment was recovered, copied and compared, and how long that took."""
    figures = {
        "backup_moments_proven_timestamp_seconds": now.timestamp(),
        "backup_moments_recovery_seconds": round(seconds, 1),
    }
    text = "".join(f"{name} {value}\n" for name, value in figures.items())
    replace(folder / RECOVERED, text)


def replace(path: Path, text: str) -> None:
    """Write a file whole, or not at all."""
    new = path.with_suffix(".new")
    new.write_text(text)
    new.replace(path)
