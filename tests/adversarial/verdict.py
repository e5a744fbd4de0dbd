"""Run one tool on one case, and judge what became of the person's work."""

import sys
from collections.abc import Sequence
from enum import StrEnum

import yaml

from tests.adversarial.case import Case
from tests.adversarial.claims import ANSWERS, Fate, Tree, read_tree
from tests.adversarial.stage import NEW, OLD, Stage

COPIER, BACKSMITH = "copier", "backsmith"
CONFLICTS = 3  # the exit code of backsmith where a person has to resolve something


class Verdict(StrEnum):
    """How one run ended."""

    KEPT = "kept"  # all that the person claims is there
    SHOWN = "shown"  # it stands in a conflict, or beside
    REFUSED = "refused"  # nothing was touched, and it says so
    MISPLACED = "misplaced"  # it stands where it does not belong, and nobody was told
    LOST = "lost"  # it is gone, and nobody was told
    BEHIND = "behind"  # it claims to be done, and is not
    HALFWAY = "half-written"  # it failed with some files written


GOOD = (Verdict.KEPT, Verdict.SHOWN, Verdict.REFUSED)
FATES = {
    Fate.KEPT: Verdict.KEPT,
    Fate.SHOWN: Verdict.SHOWN,
    Fate.MISPLACED: Verdict.MISPLACED,
    Fate.LOST: Verdict.LOST,
}


def find_words(tool: str, case: Case) -> Sequence[str]:
    """Return the command that updates the project of `case`."""
    wishes = [f"{name}={value}" for name, value in case.data.items()]
    if tool == COPIER:
        given = [word for wish in wishes for word in ("--data", wish)]
        return [sys.executable, "-m", "copier", "update", "--defaults", *given]
    given = [word for wish in wishes for word in ("-d", wish)]
    verb = ["update", *given] if case.has_new else ["change", *wishes]
    return [sys.executable, "-m", "backsmith", *verb, "--yes"]


def try_case(tool: str, case: Case, stage: Stage) -> tuple[Verdict, str]:
    """Return how `tool` does on `case`, played on `stage`, and what it said."""
    before = read_tree(stage.project)
    words = find_words(tool, case)
    done = stage.run(*words)
    said = f"{' '.join(words[2:])} ended in {done.returncode}\n{done.stdout}{done.stderr}"
    verdict = judge(tool, case, stage, before, done.returncode)
    is_told = case.told and all(words in said for words in case.told)
    return Verdict.SHOWN if is_told and verdict == Verdict.LOST else verdict, said


def judge(tool: str, case: Case, stage: Stage, before: Tree, code: int) -> Verdict:
    """Return the verdict on a run that ended in `code`."""
    after = read_tree(stage.project)
    is_done = code == 0 or (tool == BACKSMITH and code == CONFLICTS)
    if not is_done:
        return Verdict.REFUSED if after == before else Verdict.HALFWAY
    worst = max(claim(after) for claim in case.claims)
    if worst < Fate.MISPLACED and not has_arrived(case, after):
        return Verdict.BEHIND
    return FATES[worst]


def has_arrived(case: Case, tree: Tree) -> bool:
    """Return whether the project records what it was to become."""
    recorded = yaml.safe_load(tree.files[ANSWERS][1])
    given = {name: yaml.safe_load(value) for name, value in case.data.items()}
    is_there = all(recorded.get(name) == value for name, value in given.items())
    return is_there and recorded["_commit"] == (NEW if case.has_new else OLD)
