"""What of the user's git configuration the network needs: who to ask for passwords, no more."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from backsmith.git import Git

WANTED = r"^(credential\.|http\.(.*\.)?(proxy|sslcainfo|sslcapath)$)"


@cache
def read_credentials() -> dict[str, str]:
    """Return the variables that tell git of the user's credential helpers, proxy and CA.

    They pass through the environment: a helper may be named several times, in its order.
    """
    pairs = [pair for words in _find_files() for pair in _read(words)]
    variables = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for number, (name, value) in enumerate(pairs):
        variables[f"GIT_CONFIG_KEY_{number}"] = name
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables


def _find_files() -> Iterator[tuple[str, ...]]:
    """Give how git is told of each file of configuration that is the user's or the machine's."""
    yield ("--system",)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 (which is never an error)
    given = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    for path in ((given if given.is_absolute() else home / ".config") / "git/config",
                 home / ".gitconfig"):  # fmt: skip
        yield ("--file", str(path))


def _read(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Give the names and values of one file that the network needs."""
    git = Git(Path("/")).using(GIT_CONFIG_NOSYSTEM="0")
    found = git.find("config", *words, "--includes", "-z", "--get-regexp", WANTED) or ""
    for entry in found.split("\0"):
        name, _, value = entry.partition("\n")
        if name:
            yield name, value
