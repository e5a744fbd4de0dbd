"""What a project sets aside for a while: the waivers of its `.backsmith.yml`, judged one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from backsmith.errors import FileRefused
from backsmith.hints import nearest
from backsmith.plain_yaml import read_mapping
from backsmith.presets.checks import Check
from backsmith.presets.words import explain_id, explain_line
from backsmith.say import join, quote

WAIVERS_FILE = ".backsmith.yml"
KEYS = ("id", "reason", "until")
MOST_WAIVERS = 100
EXAMPLE = "Write: waive: [{id: python, reason: the driver wants 3.10, until: 2026-12-31}]"


class Verdict(StrEnum):
    """What a waiver is worth today."""

    VALID = "valid"
    EXPIRED = "expired"
    UNKNOWN = "unknown id"
    NOT_WAIVABLE = "not waivable"


@dataclass(frozen=True)
class Waiver:
    """One check that a project asks to be spared.

    Attributes:
        until: the last day on which it counts.
    """

    id: str
    reason: str
    until: date


@dataclass(frozen=True)
class Judged:
    """A waiver with what it is worth; `detail` says why, or whom it was probably meant for."""

    waiver: Waiver
    verdict: Verdict
    detail: str

    @property
    def counts(self) -> bool:
        """Return whether the check's finding is set aside."""
        return self.verdict is Verdict.VALID


def read_waivers(root: Path) -> tuple[Waiver, ...]:
    """Return the waivers of the project in the folder `root`; none where it has no such file.

    Raises:
        FileRefused: the file is there and breaks the form.
    """
    path = root / WAIVERS_FILE
    if not path.exists() and not path.is_symlink():
        return ()
    if path.is_symlink():
        raise FileRefused(f"{path} is a link.", "Put a file of the project's own there.")
    written = read_mapping(path, "a file of waivers")
    if set(written) - {"waive"}:
        raise FileRefused(f"{path} takes waive, and nothing else.", EXAMPLE)
    entries = written.get("waive")
    if not isinstance(entries, list) or len(entries) > MOST_WAIVERS:
        raise FileRefused(f"waive of {path} takes a list of at most {MOST_WAIVERS}.", EXAMPLE)
    waivers = tuple(_read(entry, f"waiver {n} of {path}") for n, entry in enumerate(entries, 1))
    names = [waiver.id for waiver in waivers]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise FileRefused(f"{path} waives {twice[0]} twice.", "Keep the one that is meant.")
    return waivers


def _read(entry: Any, where: str) -> Waiver:
    """Return one waiver."""
    if not isinstance(entry, dict) or set(entry) != set(KEYS):
        raise FileRefused(f"{where} has other parts than {join(KEYS)}.", EXAMPLE)
    if reason := explain_id(entry["id"]):
        raise FileRefused(f"{where}: {reason}.", EXAMPLE)
    if reason := explain_line(entry["reason"]):
        raise FileRefused(f"{where}: reason {reason}.", EXAMPLE)
    if type(entry["until"]) is not date:  # a datetime is a date, too, and no day
        raise FileRefused(f"{where}: until takes a day, not {quote(entry['until'])}.", EXAMPLE)
    return Waiver(**entry)


def judge(waivers: Iterable[Waiver], checks: Iterable[Check], today: date) -> tuple[Judged, ...]:
    """Return each waiver with what it is worth `today` against the checks of a preset."""
    known = {check.id: check for check in checks}
    return tuple(_judge(waiver, known, today) for waiver in waivers)


def _judge(waiver: Waiver, known: dict[str, Check], today: date) -> Judged:
    """Return one waiver with what it is worth."""
    check = known.get(waiver.id)
    if check is None:
        meant = nearest(waiver.id, list(known))
        return Judged(
            waiver, Verdict.UNKNOWN, f"the preset has no check {waiver.id}. {meant}".strip()
        )
    if not check.waivable:
        return Judged(waiver, Verdict.NOT_WAIVABLE, f"the preset lets nobody waive {waiver.id}")
    if waiver.until < today:
        return Judged(waiver, Verdict.EXPIRED, f"it counted until {waiver.until}")
    return Judged(waiver, Verdict.VALID, f"{waiver.reason}, until {waiver.until}")
