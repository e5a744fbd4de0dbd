"""The releases of a template's own repository: which commits they are.

A release is the last commit of the main line that carries its version in `pyproject.toml`; a tag
`vX.Y.Z` names another one where there is one. Needs nothing but git: the build uses it as well.
"""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from backsmith.git import Git

FINAL = re.compile(r"v?([0-9]+)\.([0-9]+)\.([0-9]+)")


def is_repository(root: Path) -> bool:
    """Return whether `root` itself is the top of a repository, and not a folder in another's."""
    if not (root / ".git").exists():
        return False
    top = Git(root).find("rev-parse", "--show-toplevel")
    return top is not None and Path(top).resolve() == root.resolve()


def is_shallow(root: Path) -> bool:
    """Return whether the repository at `root` lacks what came before some commit."""
    return Git(root).find("rev-parse", "--is-shallow-repository") == "true"


def find_releases(root: Path) -> dict[str, str]:
    """Return the final versions up to HEAD in their order, each with its commit: `v0.1.0`.

    The version that HEAD itself carries is not among them.
    """
    git = Git(root)
    states = list(_read_versions(git))
    found: dict[str, str] = {}
    for newer, older in pairwise(states):
        if older[1] != newer[1] and FINAL.fullmatch(older[1]):
            found.setdefault(f"v{older[1]}", git.read("rev-parse", f"{newer[0]}^1"))
    found.update(_read_tags(git))
    present = f"v{states[0][1]}" if states else ""
    return {
        version: found[version]
        for version in sorted(found, key=rank)
        if version != present and git.find("cat-file", "-e", f"{found[version]}:copier.yml") == ""
    }


def rank(version: str) -> tuple[int, ...]:
    """Return what sorts final versions: v0.9.0 comes before v0.10.0."""
    match = FINAL.fullmatch(version)
    return tuple(map(int, match.groups())) if match else ()


def _read_versions(git: Git) -> Iterator[tuple[str, str]]:
    """Give the commits of the main line that touch `pyproject.toml`, and the version of each."""
    listed = git.find("log", "--first-parent", "--format=%H", "HEAD", "--", "pyproject.toml") or ""
    for commit in listed.split():
        yield commit, _find_version(git.find("show", f"{commit}:pyproject.toml") or "")


def _find_version(text: str) -> str:
    """Return the version that a `pyproject.toml` says, or nothing."""
    try:
        return str(tomllib.loads(text).get("project", {}).get("version", ""))
    except tomllib.TOMLDecodeError:
        return ""


def _read_tags(git: Git) -> Iterator[tuple[str, str]]:
    """Give the final versions that tags name, each with its commit."""
    form = "--format=%(refname:strip=2) %(objectname) %(*objectname)"
    for line in (
        git.find("for-each-ref", "--merged=HEAD", form, "refs/tags/v*") or ""
    ).splitlines():
        name, *objects = line.split()
        if FINAL.fullmatch(name):
            yield name, objects[-1]
