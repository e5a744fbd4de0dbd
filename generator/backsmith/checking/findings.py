"""What a check finds, and the report of one repository."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from backsmith.checking.ownership import Owner
from backsmith.presets.checks import Level


class State(StrEnum):
    """How a file stands to what the template renders."""

    SAME = "same"
    EDITED = "edited"
    MISSING = "missing"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        id: the rule: `drift/edited`, `policy/lock`, or the id of a preset's check.
        path: the file, below the repository's root, with `/`; empty where it is the whole of it.
        line: counted from 1; 0 where no line is meant.
    """

    id: str
    level: Level
    message: str
    hint: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True)
class FileState:
    """One file of the template, or in a folder of the template's, as it was found.

    Attributes:
        detail: how it differs, in a sentence; empty where it does not.
    """

    path: str
    owner: Owner
    state: State
    detail: str = ""
    line: int = 0


@dataclass(frozen=True)
class Waived:
    """A finding that the project has set aside until a day."""

    finding: Finding
    reason: str
    until: str


@dataclass(frozen=True)
class Report:
    """What was found in one repository.

    Attributes:
        path: as it was given.
        root: the folder that was checked: the project's.
        name, version, source, preset: what the project has recorded; empty where nothing is.
        files: every file that was compared.
        error: why it could not be checked, with what to do about it; empty where it could.
        code: the exit code of that error, where it is not 1.
    """

    path: Path
    root: Path
    name: str = ""
    version: str = ""
    source: str = ""
    preset: str = ""
    files: tuple[FileState, ...] = ()
    findings: tuple[Finding, ...] = ()
    waived: tuple[Waived, ...] = ()
    error: str = ""
    hint: str = ""
    code: int = 0

    @property
    def drifted(self) -> tuple[FileState, ...]:
        """Return the files that are not as the template renders them."""
        return tuple(file for file in self.files if file.state is not State.SAME)

    @property
    def is_red(self) -> bool:
        """Return whether an error was found: a warning is only told."""
        return any(finding.level is Level.ERROR for finding in self.findings)

    @property
    def verdict(self) -> str:
        """Return the state of the whole repository in a word."""
        if self.error:
            return "not checked"
        return "errors" if self.is_red else "warnings" if self.findings else "ok"

    def count(self) -> Mapping[str, int]:
        """Return how many files are in which state, and how many findings there are."""
        states = {str(s): sum(f.state is s for f in self.files) for s in State}
        levels = {f"{v}s": sum(f.level is v for f in self.findings) for v in Level}
        return {**states, **levels, "waived": len(self.waived)}
