"""Hold a repository to the checks of a preset. A check is data: nothing of a repository is run."""

from collections.abc import Callable, Iterator
from typing import Any

from backsmith.checking.findings import Finding
from backsmith.checking.listing import Repository
from backsmith.checking.versions import explain_version
from backsmith.presets.checks import Absent, Check, Contains, Lacks, MinVersion, Present
from backsmith.say import quote

MOST = 20  # files that one check names: the first of them are enough to begin with
Place = tuple[str, int, str]  # a file, a line of it or 0, and what is wrong there


def run_check(check: Check, repository: Repository) -> Iterator[Finding]:
    """Give what `check` finds; `managed` is for who compares files with a render."""
    find = RULES.get(type(check.rule))
    for number, (path, line, message) in enumerate(find(check.rule, repository) if find else ()):
        if number == MOST:
            return
        yield Finding(check.id, check.level, message, check.why, path, line)


def _find_absent(rule: Absent, repository: Repository) -> Iterator[Place]:
    """Give each file that must not be there."""
    for path in repository.find(rule.pattern):
        yield path, 0, "must not be there"


def _find_present(rule: Present, repository: Repository) -> Iterator[Place]:
    """Give the pattern, where no file lies at it."""
    if not repository.find(rule.pattern):
        yield rule.pattern, 0, "has to be there"


def _find_contains(rule: Contains, repository: Repository) -> Iterator[Place]:
    """Give the file, where the text stands in none of its lines."""
    found = repository.disk.read(rule.file)
    if found.content is None:
        yield rule.file, 0, f"has to contain {quote(rule.text)}: it {found.problem or 'is missing'}"
    elif not any(rule.text in line for line in _split(found.content)):
        yield rule.file, 0, f"has to contain {quote(rule.text)}"


def _find_lacks(rule: Lacks, repository: Repository) -> Iterator[Place]:
    """Give each line in which the text stands; a file that is not there has none."""
    found = repository.disk.read(rule.file)
    if found.content is None and found.problem:
        yield rule.file, 0, f"must not contain {quote(rule.text)}: it {found.problem}"
    for number, line in enumerate(_split(found.content or b""), 1):
        if rule.text in line:
            yield rule.file, number, f"must not contain {quote(rule.text)}"


def _find_old(rule: MinVersion, repository: Repository) -> Iterator[Place]:
    """Give the file, where it does not ask for at least the version."""
    found = repository.disk.read(rule.file)
    if found.content is None:
        reason = f"it {found.problem or 'is missing'}"
    else:
        reason = explain_version(found.content, rule)
    if reason:
        line = _find_line(found.content or b"", rule.path.split(".")[-1])
        yield rule.file, line, f"has to ask for {rule.path} {rule.version} at least: {reason}"


def _split(content: bytes) -> list[str]:
    """Return the lines of a file; what is no text is shown as such."""
    return content.decode(errors="replace").split("\n")


def _find_line(content: bytes, key: str) -> int:
    """Return the first line that begins with `key`, or 0."""
    lines = (line.strip().strip("\"'") for line in _split(content))
    return next((n for n, line in enumerate(lines, 1) if line.startswith(key)), 0)


RULES: dict[type, Callable[[Any, Repository], Iterator[Place]]] = {
    Absent: _find_absent,
    Present: _find_present,
    Contains: _find_contains,
    Lacks: _find_lacks,
    MinVersion: _find_old,
}
