"""The oracle sees what a person sees: kept, shown in a conflict, misplaced, lost, half-written."""

from pathlib import Path

import pytest

from tests.adversarial.case import Case, append, remove, write
from tests.adversarial.claims import Claim, Fate, Tree, content, line, missing, read_tree, whole
from tests.adversarial.stage import make_stage
from tests.adversarial.verdict import BACKSMITH, COPIER, Verdict, judge

CONFLICT = b"a\n<<<<<<< project\nmine\n=======\ntheirs\n>>>>>>> template\nb\n"
SEEN: list[tuple[Claim, dict[str, bytes], Fate]] = [
    (line("mine", "a"), {"a": b"mine\n"}, Fate.KEPT),
    (line("mine", "a"), {"a": CONFLICT}, Fate.SHOWN),
    (line("b", "a"), {"a": CONFLICT}, Fate.KEPT),
    (line("mine", "a"), {"a": b"", "a.rej": b"mine\n"}, Fate.SHOWN),
    (line("mine", "a"), {"a": b"", "b": b"mine\n"}, Fate.MISPLACED),
    (line("mine"), {"b": b"mine\n"}, Fate.KEPT),
    (line("mine", "a"), {"a": b"not mine\n"}, Fate.LOST),
    (whole("a", "1\n"), {"a": b"1\n"}, Fate.KEPT),
    (whole("a", "1\n"), {"a": b"2\n"}, Fate.MISPLACED),
    (whole("a", "1\n"), {"a": CONFLICT}, Fate.SHOWN),
    (content(b"\0", "a"), {"a": b"\0"}, Fate.KEPT),
    (content(b"\0", "a"), {"a": b"", "a.new": b"\0"}, Fate.SHOWN),
    (content(b"\0", "a"), {"a": b""}, Fate.LOST),
    (missing("a"), {}, Fate.KEPT),
    (missing("a"), {"a": b""}, Fate.MISPLACED),
]
UPDATE = Case(
    "an update",
    {"a.txt": "1\n"},
    {"a.txt": "2\n"},
    (append("a.txt", "mine"),),
    (line("mine", "a.txt"),),
)
ARRIVED = ".copier-answers.yml", "_commit: v2.0.0\n"


@pytest.mark.parametrize(("claim", "files", "fate"), SEEN)
def test_a_claim_is_judged_by_the_files(claim: Claim, files: dict[str, bytes], fate: Fate) -> None:
    tree = Tree({path: ("-", data) for path, data in files.items()}, frozenset())

    assert claim(tree) == fate


def test_a_path_that_git_shows_as_a_conflict_is_shown() -> None:
    tree = Tree({"a": ("-", b"theirs\n")}, frozenset({"a"}))

    assert (missing("a")(tree), whole("a", "1\n")(tree)) == (Fate.SHOWN, Fate.SHOWN)


ENDS = [
    ([write(*ARRIVED)], 0, Verdict.KEPT),
    ([], 0, Verdict.BEHIND),
    ([write(*ARRIVED), write("a.txt", "2\n")], 0, Verdict.LOST),
    ([write(*ARRIVED), write("b.txt", "mine\n"), remove("a.txt")], 0, Verdict.MISPLACED),
    ([], 1, Verdict.REFUSED),
    ([write("b.txt", "2\n")], 1, Verdict.HALFWAY),
]


def test_a_run_is_judged_by_what_it_left(tmp_path: Path) -> None:
    stage = make_stage(UPDATE, tmp_path)
    before = read_tree(stage.project)
    found = []

    for edits, code, _ in ENDS:
        for edit in edits:
            edit(stage.project)
        found.append(judge(COPIER, UPDATE, stage, before, code))
        stage.must("git", "reset", "--quiet", "--hard")
        stage.must("git", "clean", "--quiet", "-fd")

    assert found == [verdict for *_, verdict in ENDS]


def test_only_backsmith_ends_in_3_with_something_to_resolve(tmp_path: Path) -> None:
    stage = make_stage(UPDATE, tmp_path)
    before = read_tree(stage.project)
    write(*ARRIVED)(stage.project)

    verdicts = [judge(tool, UPDATE, stage, before, 3) for tool in (COPIER, BACKSMITH)]

    assert verdicts == [Verdict.HALFWAY, Verdict.KEPT]
