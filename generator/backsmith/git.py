"""Run git so that nothing of the machine, of its user or of a repository runs along with it."""

import os
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from backsmith.errors import GitFailed

SECONDS = 120
# No hook, watcher, pager or editor; file names as they are; no other way to fetch than git's own.
CONFIG = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.attributesFile": "/dev/null",
    "core.excludesFile": "/dev/null",
    "core.quotePath": "false",
    "core.longPaths": "true",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.ext.allow": "never",
    "safe.directory": "*",  # the configuration that may say so is switched off, too
    "submodule.recurse": "false",
    "commit.gpgSign": "false",
}
OWN_CONFIG = {"safe.directory": "*"}  # what is configured for a run that reads the user's own
OURS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_AUTHOR_NAME": "backsmith",
    "GIT_AUTHOR_EMAIL": "backsmith@localhost",
    "GIT_COMMITTER_NAME": "backsmith",
    "GIT_COMMITTER_EMAIL": "backsmith@localhost",
    "LC_ALL": "C",
}
# What says where the user has configured git.
FILES = ("GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_ATTR_NOSYSTEM")


@dataclass(frozen=True)
class Answer:
    """What one run of git gave: its exit code and the bytes on its two outputs."""

    code: int
    out: bytes
    err: bytes


@dataclass(frozen=True)
class Git:
    """git in one folder.

    Attributes:
        folder: where it runs.
        variables: what its environment has besides ours: `GIT_DIR`, `GIT_INDEX_FILE`.
        config: what is configured for these runs besides ours.
        most_bytes: the largest file that a run may write; 0: any. A fetch ends there.
        is_own: whether the user's own configuration is read as well.
    """

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, str] = field(default_factory=dict)
    most_bytes: int = 0
    is_own: bool = False

    def using(self, **variables: str | Path) -> "Git":
        """Return the same git with more variables in its environment."""
        added = {name: str(value) for name, value in variables.items()}
        return replace(self, variables={**self.variables, **added})

    def ask(
        self, *words: str, data: bytes = b"", ok: Collection[int] = (0,), seconds: int = SECONDS
    ) -> Answer:
        """Run git and return what it gave; `data` is its standard input.

        Raises:
            GitFailed: its exit code is not in `ok`, it is not installed, or it does not end.
        """
        try:
            done = subprocess.run(  # noqa: S603 (no shell; the words are ours or follow `--`)
                [*self._limit(), "git", *self._configure(), *words],  # the git of the user's PATH
                cwd=self.folder,
                env={**make_environment(self.is_own), **self.variables},
                input=data,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except FileNotFoundError as error:
            raise GitFailed("git cannot be started here.", "Install git 2.34 or newer.") from error
        except subprocess.TimeoutExpired as error:
            raise GitFailed(
                f"git {words[0]} had not ended after {seconds} s.",
                "Look at the disk or the network.",
            ) from error
        if done.returncode not in ok:
            raise GitFailed(
                f"git {words[0]} failed: {find_reason(done.stderr)}",
                f"Look at the repository at {self.folder}: git status",
            )
        return Answer(done.returncode, done.stdout, done.stderr)

    def read(self, *words: str, data: bytes = b"") -> str:
        """Return what git says, without the line's end."""
        return os.fsdecode(self.ask(*words, data=data).out).rstrip("\n")

    def find(self, *words: str) -> str | None:
        """Return what git says, or nothing where it says no."""
        answer = self.ask(*words, ok=range(256))
        return os.fsdecode(answer.out).rstrip("\n") if answer.code == 0 else None

    def find_names(self, *words: str, data: bytes = b"") -> list[str]:
        """Return what git lists with `-z`: file names may hold anything but NUL."""
        return [os.fsdecode(part) for part in self.ask(*words, data=data).out.split(b"\0") if part]

    def _configure(self) -> list[str]:
        """Return the words that configure one run."""
        return [
            word
            for name, value in {**(OWN_CONFIG if self.is_own else CONFIG), **self.config}.items()
            for word in ("-c", f"{name}={value}")
        ]

    def _limit(self) -> list[str]:
        """Return the words that start git with a bound on what it writes."""
        if not self.most_bytes:
            return []
        return ["sh", "-c", 'ulimit -f "$0" && exec "$@"', str(self.most_bytes // 512)]


def make_environment(is_own: bool = False) -> dict[str, str]:
    """Return this process's environment without what steers git, and with what we say to it.

    With `is_own`, the files in which the user has configured git are read.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    if not is_own:
        return kept | OURS
    places = {name: os.environ[name] for name in FILES if name in os.environ}
    return kept | {name: value for name, value in OURS.items() if name not in FILES} | places


def read_settings(folder: Path, pattern: str) -> dict[str, str]:
    """Return what the user and the repository have configured under names that match `pattern`.

    The names are in small letters; of several values the last one counts.
    """
    words = ("config", "--includes", "-z", "--get-regexp", pattern)
    found = Git(folder, is_own=True).ask(*words, ok=(0, 1)).out
    pairs = (os.fsdecode(part).partition("\n") for part in found.split(b"\0") if part)
    return {name: value if line else "true" for name, line, value in pairs}


def find_version() -> tuple[int, int]:
    """Return the first two numbers of git's version: (2, 39)."""
    numbers = Git(Path("/")).read("--version").split()[2].split(".")
    return int(numbers[0]), int(numbers[1])


def find_reason(output: bytes) -> str:
    """Return the line of git's complaints that says most."""
    lines = [line.strip() for line in os.fsdecode(output).splitlines() if line.strip()]
    telling = (line for line in lines if line.startswith(("error", "fatal")))
    return next(telling, lines[0] if lines else "it gave no reason")
