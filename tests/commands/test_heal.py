"""`backsmith check --heal` brings back what is named, keeps what a team wrote; undo works."""

from pathlib import Path

import pytest

from backsmith.git import Git
from backsmith.merge import undo
from tests.checking.conftest import Copy, copy, originals
from tests.conftest import Command, list_files

__all__ = ["copy", "originals"]  # fixtures


@pytest.fixture
def project(copy: Copy) -> Path:
    """A project in a repository of its own, with two files that have drifted."""
    root = copy()
    git = Git(root)
    for words in (["init", "--quiet"], ["add", "-A"], ["commit", "--quiet", "-m", "Start"]):
        git.ask(*words)
    (root / "LICENSE").unlink()
    makefile = root / "Makefile"
    makefile.write_text(makefile.read_text().replace("dev.openapi", "dev.nothing") + "ours: ;\n")
    return root


def read_project(root: Path) -> dict[str, tuple[int, bytes]]:
    """Return the files of a project without those of git."""
    return {path: file for path, file in list_files(root).items() if not path.startswith(".git/")}


def test_what_is_named_comes_back_and_the_check_is_green(backsmith: Command, project: Path) -> None:
    assert backsmith("check", str(project)).code == 3

    outcome = backsmith("check", "--heal", str(project / "LICENSE"), str(project / "Makefile"))

    assert (outcome.code, outcome.data) == (0, "")
    assert "LICENSE: as the template renders it" in outcome.talk
    assert "gave way: $(RUN) python -m dev.nothing" in outcome.talk
    assert "backsmith undo takes it back." in outcome.talk
    assert (project / "Makefile").read_text().endswith("below this line\nours: ;\n")
    assert backsmith("check", str(project)).code == 0


def test_healing_again_writes_nothing_and_says_so(backsmith: Command, project: Path) -> None:
    backsmith("check", "--heal", str(project / "LICENSE"))
    before = read_project(project)

    outcome = backsmith("check", "--heal", str(project / "LICENSE"))

    assert outcome.code == 0
    assert outcome.talk.splitlines() == ["LICENSE: has not drifted", "Nothing was written."]
    assert read_project(project) == before


def test_what_was_healed_can_be_taken_back(backsmith: Command, project: Path) -> None:
    before = read_project(project)
    backsmith("check", str(project / "Makefile"), str(project / "LICENSE"), "--heal")

    undo(project)

    assert read_project(project) == before


def test_files_are_named_from_where_one_is(
    backsmith: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "src")

    outcome = backsmith("check", "--heal", "../LICENSE")

    assert outcome.code == 0
    assert (project / "LICENSE").is_file()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["README.md"], 1, "README.md is yours"),
        (["LICENSE", "docs/own.md"], 1, "makes no docs/own.md"),
        ([], 2, "name the files"),
    ],
)
def test_what_cannot_be_healed_is_an_error_and_nothing_is_written(
    words: list[str], code: int, said: str, backsmith: Command, project: Path
) -> None:
    before = read_project(project)

    outcome = backsmith("check", "--heal", *(str(project / word) for word in words))

    assert outcome.code == code
    assert said in outcome.talk
    assert "hint: " in outcome.talk
    assert read_project(project) == before


def test_files_of_two_projects_are_healed_one_project_at_a_time(
    backsmith: Command, project: Path, copy: Copy
) -> None:
    outcome = backsmith("check", "--heal", str(project / "LICENSE"), str(copy("minimal") / "a"))

    assert outcome.code == 1
    assert "These files are of several projects." in outcome.talk


def test_without_a_repository_nothing_is_written(backsmith: Command, copy: Copy) -> None:
    root = copy("minimal")
    (root / "LICENSE").unlink()

    outcome = backsmith("check", "--heal", str(root / "LICENSE"))

    assert outcome.code == 1
    assert "git init" in outcome.talk
    assert not (root / "LICENSE").exists()
