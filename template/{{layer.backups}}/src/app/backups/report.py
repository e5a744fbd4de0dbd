"""What is known of the backups without asking for them: figures in a file, for people and tools.

`status.json` is what `app backup status` reads. `backups.prom` says the same to Prometheus, in the
text format that node_exporter's textfile collector takes. `drill.md` reports the last drill.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.backups.settings import BackupSettings

HELP = {
    "backup_taken_timestamp_seconds": "When the newest backup was taken.",
    "backup_bytes": "How large its dump is, before restic makes it smaller.",
    "backup_seconds": "How long it took.",
    "backup_proven_timestamp_seconds": "When a backup was last restored and compared.",
    "backup_drill_rpo_seconds": "How old the backup of the last drill was.",
    "backup_drill_rto_seconds": "How long the last drill took to bring it back.",
    "backup_drill_met": "Whether the last drill was within both targets.",
    "backup_since_timestamp_seconds": "Since when there should be backups.",
}


@dataclass(frozen=True)
class Status:
    """What is known, in seconds and bytes; nothing of what never happened."""

    since_timestamp_seconds: float | None = None
    taken_timestamp_seconds: float | None = None
    bytes: float | None = None
    seconds: float | None = None
    proven_timestamp_seconds: float | None = None
    drill_rpo_seconds: float | None = None
    drill_rto_seconds: float | None = None
    drill_met: float | None = None


def read_status(folder: Path) -> Status:
    """Return what is known; a file that cannot be read is as good as none."""
    try:
        return Status(**json.loads((folder / "status.json").read_text()))
    except (OSError, ValueError, TypeError):
        return Status()


def note(folder: Path, **news: float) -> Status:
    """Write down what is new, beside what was known."""
    status = replace(read_status(folder), **news)
    data = {name: value for name, value in asdict(status).items() if value is not None}
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "backups.prom", format_metrics(data))
    write(folder / "status.json", json.dumps(data, indent=1) + "\n")
    return status


def format_metrics(data: dict[str, float]) -> str:
    """Return figures as Prometheus reads them."""
    lines = []
    for name, value in sorted(data.items()):
        metric = f"backup_{name}"
        lines += [f"# HELP {metric} {HELP[metric]}", f"# TYPE {metric} gauge", f"{metric} {value}"]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file, all of it or nothing."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(text)
    new.replace(path)


def list_alarms(status: Status, settings: BackupSettings, now: datetime) -> list[str]:
    """Return what is not as it was promised, one sentence each."""
    newest = status.taken_timestamp_seconds
    proven = status.proven_timestamp_seconds
    since = status.since_timestamp_seconds or 0.0
    alarms = []
    if now - read_moment(newest or since) > timedelta(minutes=settings.rpo_minutes):
        alarms.append(f"The newest backup is {tell_age(newest, now)}: app backup run says why.")
    if now - read_moment(proven or since) > timedelta(days=settings.drill_days):
        alarms.append(f"The last proof is {tell_age(proven, now)}: app backup drill.")
    if status.drill_met == 0:
        alarms.append("The last drill missed its targets: see drill.md.")
    return alarms


def tell_age(seconds: float | None, now: datetime) -> str:
    """Return how long ago that was, in words."""
    if seconds is None:
        return "none at all"
    return f"{(now - read_moment(seconds)).total_seconds() / 3600:.1f} hours old"


def read_moment(seconds: float) -> datetime:
    """Return a moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
