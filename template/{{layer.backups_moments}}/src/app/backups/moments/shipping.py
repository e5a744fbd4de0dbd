"""Bring the log off the machine, again and again, and let go what has left and is not needed."""

from datetime import datetime
from pathlib import Path

from app.backups.errors import BackupError
from app.backups.moments.errors import LogBroken
from app.backups.moments.records import Records, Stretch
from app.backups.moments.segments import find_missing, list_segments, name_segment
from app.backups.restic import Restic
from app.core.identity import NAME

TRIES = 3  # a file may get its last name while it is being read


async def ship(restic: Restic, log: Path, system: str, until: datetime | None) -> None:
    """Store all that is in `log`.

    Raises:
        LogBroken: a part is missing, so what follows it is worth nothing.
        BackupError: it did not work.
    """
    segments = list_segments(log)
    if missing := find_missing(segments):
        raise LogBroken(
            f"The segment {missing} of the log is missing in {log}.",
            "A new copy begins a new log by itself; nobody else may write in this folder.",
        )
    if not segments:
        return
    tagged = [word for tag in describe(log, system, until).list_tags() for word in ("--tag", tag)]
    command = ["backup", "--json", "--host", NAME, *tagged, str(log)]
    for attempt in range(TRIES):
        try:
            await restic.tell(*command)
            return
        except BackupError:
            if attempt + 1 == TRIES:
                raise


def describe(log: Path, system: str, until: datetime | None) -> Stretch:
    """Return what there is in `log`; the rest is known when it is stored."""
    segments = list_segments(log)
    first, last = name_segment(segments[0]), name_segment(segments[-1])
    size = sum(path.stat().st_size for path in segments)
    return Stretch("", str(log), datetime.min, system, first, last, until, size)


def let_go(log: Path, records: Records, system: str) -> list[str]:
    """Delete what has left the machine and is older than the newest copy; return the names."""
    copies = [copy for copy in records.copies if copy.system == system]
    stored = [stretch for stretch in records.stretches if stretch.system == system]
    if not copies or not stored:
        return []
    keep = min(copies[-1].begins, max(stretch.last for stretch in stored))
    gone = [path for path in list_segments(log) if name_segment(path) < keep]
    for path in gone:
        path.unlink()
    return [path.name for path in gone]
