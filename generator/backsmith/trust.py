"""Whether a template still comes from where it came from: a changed source is asked about.

Trusted is the word `backsmith`, what somebody accepted in this clone (`.git/backsmith/source`),
and what the commit that brought the answers file says.
"""

from pathlib import Path

from backsmith.errors import BacksmithError, SourceUntrusted
from backsmith.git import Git
from backsmith.plain_yaml import parse
from backsmith.project import SOURCE, Project
from backsmith.releases import OWN
from backsmith.say import quote
from backsmith.sources.address import read_address

ACCEPTED = "backsmith/source"


def check_source(project: Project, accept: bool = False) -> None:
    """Refuse a template that comes from elsewhere than before; with `accept`, remember that it may.

    Raises:
        SourceUntrusted: both sources, and how to accept the new one.
        ReleaseNotFound: the recorded source is no address.
    """
    git = Git(project.root)
    if project.source == OWN or git.find("rev-parse", "--git-dir") is None:
        return
    known = [*_read_accepted(git, project), *_read_first(git, project)]
    if not known or any(is_same(project.source, source) for source in known):
        return
    if accept:
        _accept(git, project)
        return
    raise SourceUntrusted(
        f"The template of this project was {quote(known[0])} and is {quote(project.source)} now.",
        "Ask who changed it. To take it from there from now on: --accept-source",
    )


def is_same(one: str, other: str) -> bool:
    """Return whether two recorded sources are the same repository."""
    if one == other:
        return True
    try:
        return read_address(one).is_same(read_address(other))
    except BacksmithError:
        return False


def _find_file(git: Git) -> Path:
    """Return the file of this clone in which accepted sources are kept."""
    folder = git.read("rev-parse", "--path-format=absolute", "--git-common-dir")
    return Path(folder) / ACCEPTED


def _find_place(git: Git, project: Project) -> str:
    """Return the path of the answers file below the top of the repository."""
    return git.read("rev-parse", "--show-prefix") + project.answers_file


def _read_accepted(git: Git, project: Project) -> list[str]:
    """Return what was accepted for this project: a line has its answers file, a tab, the source."""
    try:
        lines = _find_file(git).read_text().splitlines()
    except OSError:
        return []
    place = _find_place(git, project)
    found = [line.partition("\t") for line in lines]
    return [source for path, _, source in found if path == place][-1:]


def _read_first(git: Git, project: Project) -> list[str]:
    """Return the source in the commit that first brought the answers file."""
    file = project.answers_file
    listed = git.find("log", "--diff-filter=A", "--format=%H", "--", file) or ""
    for commit in listed.split()[-1:]:
        text = git.find("show", f"{commit}:./{file}") or ""
        try:
            found = parse(text)
        except ValueError:
            return []
        if isinstance(found, dict) and isinstance(found.get(SOURCE), str):
            return [found[SOURCE]]
    return []


def _accept(git: Git, project: Project) -> None:
    """Remember in this clone that the source may be what it is."""
    file = _find_file(git)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as lines:
        lines.write(f"{_find_place(git, project)}\t{project.source}\n")
