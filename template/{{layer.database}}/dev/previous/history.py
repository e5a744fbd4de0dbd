"""Which code runs while the newest migrations are applied: what git knows of it."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

VERSIONS = "migrations/versions/"


class Nothing(Exception):
    """There is no earlier code that would meet new tables; the text says why."""


class CannotTell(Exception):
    """The history is not here; the text says how to bring it."""


@dataclass(frozen=True)
class Previous:
    """The code before the newest migrations: its name, its commit, and what is newer."""

    name: str
    commit: str
    newer: frozenset[str]


def find_previous(root: Path) -> Previous:
    """Return the newest release, else the commit before the newest migration.

    Raises:
        Nothing: the tables are as the earlier code knows them, or there is no such code.
        CannotTell: the clone is shallow.
    """
    if ask(root, "rev-parse", "--is-shallow-repository") == "true":
        raise CannotTell(
            "this clone holds no history.\n\nhint: git fetch --unshallow --tags; in a pipeline,"
            " fetch all of it (fetch-depth: 0)"
        )
    commit = ask(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if not commit:
        raise Nothing("Nothing is committed yet: no earlier code meets new tables.")
    here = frozenset(path.name for path in (root / VERSIONS).glob("*.py"))
    tag = ask(root, "describe", "--tags", "--abbrev=0")
    if not tag and here <= list_migrations(root, "HEAD"):
        commit = find_last_before(root)
    name = tag or f"commit {commit[:12]}"
    known = list_migrations(root, tag or commit)
    if not known:
        raise Nothing("No earlier code has tables: nothing can break.")
    if here <= known:
        raise Nothing(f"{name} knows every migration: nothing can break.")
    return Previous(name, tag or commit, here - known)


def find_last_before(root: Path) -> str:
    """Return the commit before the one that brought the newest migration.

    Raises:
        Nothing: that one is the first.
    """
    brought = ask(root, "log", "-1", "--diff-filter=A", "--format=%H", "--", VERSIONS)
    before = ask(root, "rev-parse", "--verify", "--quiet", f"{brought}^")
    if not before:
        raise Nothing("The first migration came with the first commit: no earlier code.")
    return before


def list_migrations(root: Path, commit: str) -> frozenset[str]:
    """Return the names of the migrations that `commit` holds."""
    listed = ask(root, "ls-tree", "--name-only", commit, VERSIONS).splitlines()
    return frozenset(Path(name).name for name in listed if name.endswith(".py"))


def ask(root: Path, *words: str) -> str:
    """Return what git answers; nothing where it has no answer."""
    done = subprocess.run(  # noqa: S603
        ["git", *words],  # noqa: S607
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else ""
