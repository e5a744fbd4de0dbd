"""The places at which a preset lies, and how each finds what its `extends` names."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from backsmith.errors import BacksmithError, FileRefused, UnknownName
from backsmith.hints import nearest
from backsmith.plain_yaml import read_bounded
from backsmith.presets.address import BUILT_IN, GitAddress, is_git, read_address
from backsmith.say import join, quote

ENDINGS = (".yml", ".yaml")


class Place(Protocol):
    """Where one file of a preset lies."""

    @property
    def shown(self) -> str:
        """Return how errors name it."""

    @property
    def source(self) -> str:
        """Return what is recorded of it: nothing where that would be a path of the machine."""

    def read(self) -> bytes:
        """Return what the file holds, or the first 256 KiB and one byte of it."""

    def beside(self, name: str) -> "Place":
        """Return the place of a file below the same folder."""


@dataclass(frozen=True)
class BuiltIn:
    """A preset that comes with the template."""

    path: Path

    @property
    def shown(self) -> str:
        """Return how errors name it."""
        return self.source

    @property
    def source(self) -> str:
        """Return what is recorded of it."""
        return BUILT_IN + self.path.stem

    def read(self) -> bytes:
        """Return what the file holds."""
        return read_bounded(self.path, "a preset")

    def beside(self, name: str) -> "BuiltIn":
        """Refuse: a built-in preset extends built-in ones by name."""
        raise FileRefused(f"{self.shown} extends {quote(name)}.", f"Write: {BUILT_IN}NAME")


@dataclass(frozen=True)
class OnDisk:
    """A preset in a file of this machine; its path is never recorded."""

    path: Path
    source: str = ""

    @property
    def shown(self) -> str:
        """Return how errors name it."""
        return str(self.path)

    def read(self) -> bytes:
        """Return what the file holds."""
        return read_bounded(self.path, "a preset")

    def beside(self, name: str) -> "OnDisk":
        """Return the place of a file below the same folder, no link on the way to it."""
        folder = self.path.resolve().parent
        path = folder / name
        if path.resolve() != path:
            raise FileRefused(
                f"{self.shown} extends {quote(name)}, which is a link.", "Name the file itself."
            )
        return OnDisk(self.path.parent / name)


@dataclass
class Commits:
    """The commits of repositories: what was recorded earlier, and what was found this time.

    Attributes:
        pinned: address without path -> the commit that it has to mean.
        ask: whether to look at the other side although the pinned commit is in the cache.
    """

    pinned: dict[str, str] = field(default_factory=dict)
    ask: bool = True
    found: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class InGit:
    """A preset in a git repository, at a tag or a commit."""

    address: GitAddress
    commits: Commits = field(compare=False)

    @property
    def shown(self) -> str:
        """Return how errors name it."""
        return self.source

    @property
    def source(self) -> str:
        """Return what is recorded of it."""
        return str(self.address)

    def read(self) -> bytes:
        """Return what the file holds at the commit that was recorded, or else is found now."""
        from backsmith.presets.remote import read_file  # git: most presets do without

        pin, commits = self.address.pin, self.commits
        before = commits.found.get(pin)
        commit, content = read_file(
            self.address, before or commits.pinned.get(pin, ""), commits.ask and not before
        )
        commits.found[pin] = commit
        return content

    def beside(self, name: str) -> "InGit":
        """Return the place of a file below the same folder of the repository."""
        return InGit(self.address.beside(name), self.commits)


def list_presets(folder: Path) -> list[Path]:
    """Return the files of the built-in presets."""
    return sorted(folder.glob("*.yml"))


def find_built_in(name: str, folder: Path) -> BuiltIn:
    """Return the place of the built-in preset called `name`.

    Raises:
        UnknownName: there is none.
    """
    built_in = {path.stem: path for path in list_presets(folder)}
    if name not in built_in:
        raise UnknownName(
            f"There is no preset {quote(name)}.",
            nearest(name, list(built_in))
            or f"Take {join(built_in, 'or')}, or give the path of a file: --preset ./team.yml",
        )
    return BuiltIn(built_in[name])


def find_place(word: str, folder: Path, commits: Commits) -> Place:
    """Return the place that a word of the command line names.

    Raises:
        UnknownName: there is no such built-in preset.
        FileRefused: it is no address.
    """
    if is_git(word):
        return InGit(read_address(word), commits)
    path = Path(word)
    is_built_in = any(word == built_in.stem for built_in in list_presets(folder))
    if not is_built_in and (path.suffix in ENDINGS or is_file(path)):
        return OnDisk(path)
    return find_built_in(word.removeprefix(BUILT_IN), folder)


def is_file(path: Path) -> bool:
    """Return whether a file lies at `path`, which may be no path at all."""
    try:
        return path.is_file()
    except ValueError:
        return False


def find_base(word: str, place: Place, folder: Path, commits: Commits) -> Place:
    """Return the place that the preset at `place` names in its `extends`.

    Raises:
        FileRefused: it leads out of the preset's folder, or nowhere.
    """
    try:
        if word.startswith(BUILT_IN):
            return find_built_in(word.removeprefix(BUILT_IN), folder)
        if is_git(word):
            return follow_git(read_address(word), place, commits)
        return place.beside(check_relative(word))
    except BacksmithError as error:
        raise type(error)(f"extends of {place.shown}: {error.message}", error.hint) from error


def follow_git(address: GitAddress, place: Place, commits: Commits) -> InGit:
    """Return the place of `address`, if the preset at `place` may name it."""
    if address.is_local and isinstance(place, InGit) and not place.address.is_local:
        raise FileRefused(
            "a preset from elsewhere names a repository of this machine.", "Use git+https or ssh."
        )
    return InGit(address, commits)


def check_relative(word: str) -> str:
    """Return `word` as the name of a file below a folder.

    Raises:
        FileRefused: it is absolute, leads out of the folder, or names no YAML.
    """
    path = PurePosixPath(word)
    if (
        not word.startswith("./")
        or "\\" in word
        or ".." in path.parts
        or ".git" in path.parts
        or path.suffix not in ENDINGS
    ):
        raise FileRefused(
            f"{quote(word)} is no file beside it.",
            f"Write ./NAME.yml, {BUILT_IN}NAME or git+https://HOST/REPOSITORY.git//PATH.yml@TAG",
        )
    return str(path)
