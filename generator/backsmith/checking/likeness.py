"""Hold a project against a fresh render of its recorded version and answers."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backsmith.answers import NO_POLICY
from backsmith.catalog import Unfamiliar
from backsmith.checking.drift import Comparison
from backsmith.checking.findings import FileState, Finding, State
from backsmith.checking.ownership import Owner, Ownership, read_ownership
from backsmith.checking.wanted import Wanted
from backsmith.errors import AnswerRefused, AnswersDamaged
from backsmith.globs import matches
from backsmith.presets.checks import Check, Level, Managed
from backsmith.project import Project
from backsmith.releases import Release, find_release, open_history
from backsmith.render import find_kept, render_again
from backsmith.template import open_release

HEAL = "bring it back: backsmith check --heal {path}"
HINTS = {
    State.EDITED: HEAL,
    State.MISSING: HEAL,
    State.FOREIGN: "move it to a folder that is yours, or take it out",
}


@dataclass(frozen=True)
class Likeness:
    """A project beside what its template makes of it now.

    Attributes:
        ignored: files of the render that do not count.
    """

    comparison: Comparison
    ignored: tuple[str, ...]

    def find_drift(self) -> tuple[FileState, ...]:
        """Return how each file of the project stands to the render."""
        states = self.comparison.compare()
        return tuple(state for state in states if state.path not in self.ignored)


@contextmanager
def render_beside(
    project: Project, wanted: Wanted, checks: Sequence[Check] = ()
) -> Iterator[Likeness | None]:
    """Render a project again, beside it; nothing where its answers let nothing be rendered.

    What a check calls managed has to be equal, whosever it is.

    Raises:
        BacksmithError: it cannot be rendered again.
    """
    release = open_history(project.source, wanted.accept).open(project.version)
    with tempfile.TemporaryDirectory(prefix="backsmith-") as folder:
        rendered = _render_leniently(project, release, Path(folder), wanted.trust)
        if rendered is None:
            yield None
            return
        answers, ignored = rendered
        ownership = find_ownership(release, answers).hold(
            r.pattern for _, r in list_managed(checks)
        )
        yield Likeness(
            Comparison(project.root, Path(folder), ownership, project.answers_file), ignored
        )


def find_drift(
    project: Project, wanted: Wanted, checks: Sequence[Check] = ()
) -> tuple[FileState, ...]:
    """Return how each file of `project` stands to a fresh render of what it has recorded.

    Raises:
        BacksmithError: it cannot be rendered again.
    """
    with render_beside(project, wanted, checks) as likeness:
        return likeness.find_drift() if likeness else ()


def _render_leniently(
    project: Project, release: Release, target: Path, trust: bool
) -> tuple[Mapping[str, Any], tuple[str, ...]] | None:
    """Render `project` again although its answers may break its policy.

    Returns what was rendered, and the files of it that do not count.
    """
    try:
        return render_again(project, release, target, trust), ()
    except (AnswerRefused, AnswersDamaged):
        recorded = {**project.recorded, "policy": _free(project.recorded.get("policy"))}
        freed = replace(project, recorded=recorded)
    try:
        answers = render_again(freed, release, target, trust)
    except (AnswerRefused, AnswersDamaged):
        return None
    return answers, (project.answers_file,)


def _free(policy: Any) -> Mapping[str, Any]:
    """Return a policy that forbids nothing, and else says what it said."""
    origin = policy.get("origin", {}) if isinstance(policy, dict) else {}
    return {**NO_POLICY, "origin": origin} if isinstance(origin, dict) and origin else NO_POLICY


def find_ownership(release: Release, answers: Mapping[str, Any] | None = None) -> Ownership:
    """Return whose the files of a release are; what came before the declaration follows it, too.

    Of a template that is not ours, `answers` fill in what it keeps.
    """
    try:
        declared = read_ownership(open_release(release).catalog)
    except Unfamiliar:
        return Ownership(keeps=find_kept(release, answers))
    return declared or read_ownership(open_release(find_release()).catalog) or Ownership()


def tell_drift(files: Iterable[FileState], checks: Sequence[Check]) -> Iterator[Finding]:
    """Give a finding for each file that has drifted, as the check says that calls it managed."""
    managed = [(check, rule.pattern) for check, rule in list_managed(checks)]
    seen: set[str] = set()
    for file in files:
        named = [check for check, pattern in managed if matches(pattern, file.path)]
        seen |= {check.id for check in named}
        if file.state is State.SAME:
            continue
        check = max(named, key=lambda check: check.level.rank, default=None)
        yield _tell(file, check)
    yield from tell_unmanaged(check for check, _ in managed if check.id not in seen)


def tell_unmanaged(checks: Iterable[Check]) -> Iterator[Finding]:
    """Give a finding for each check that calls managed what no template has rendered here."""
    for check, rule in list_managed(checks):
        said = "is to be the template's, and no template has made it"
        yield Finding(check.id, check.level, said, check.why, rule.pattern)


def list_managed(checks: Iterable[Check]) -> list[tuple[Check, Managed]]:
    """Return the checks that call files managed, with their rules."""
    return [(check, check.rule) for check in checks if isinstance(check.rule, Managed)]


def _tell(file: FileState, check: Check | None) -> Finding:
    """Return the finding about one file."""
    level = Level.WARNING if file.state is State.FOREIGN else Level.ERROR
    return Finding(
        check.id if check else f"drift/{file.state}",
        check.level if check else level,
        f"{_say(file)}{f' ({check.why})' if check and check.why else ''}",
        HINTS[file.state].format(path=file.path),
        file.path,
        file.line,
    )


def _say(file: FileState) -> str:
    """Return what is wrong with a file, as a sentence."""
    whose = "is shared with the template" if file.owner is Owner.SHARED else "is the template's"
    if file.state is State.FOREIGN:
        return "lies in a folder of the template, which has no such file"
    return f"{whose}, and {file.detail}"
