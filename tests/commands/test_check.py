"""`backsmith check` tells what has drifted, and its exit code says whether something has."""

import json
from pathlib import Path

from backsmith.git import Git
from tests.checking.conftest import Copy, copy, originals
from tests.conftest import Command

__all__ = ["copy", "originals"]  # fixtures


def test_a_project_as_it_was_rendered_is_green(backsmith: Command, copy: Copy) -> None:
    outcome = backsmith("check", str(copy()))

    assert outcome.code == 0
    assert outcome.data.splitlines()[-1].endswith("files compared, 0 errors, 0 warnings")


def test_drift_is_told_with_place_and_way_back(backsmith: Command, copy: Copy) -> None:
    root = copy()
    makefile = root / "Makefile"
    makefile.write_text(makefile.read_text().replace("-m dev.openapi", "-m dev.nothing"))

    outcome = backsmith("check", str(root))

    assert outcome.code == 3
    assert "a line of the template is missing or changed: '$(RUN) python -m dev.op" in outcome.data
    assert "[drift/edited]\n    bring it back: backsmith check --heal Makefile\n" in outcome.data
    line = next(x for x in outcome.data.splitlines() if "Makefile:" in x).split(":")[2].split()[0]
    assert "dev.nothing" in makefile.read_text().splitlines()[int(line) - 1]


def test_a_warning_alone_is_told_and_green(backsmith: Command, copy: Copy) -> None:
    root = copy()
    (root / "deploy/own").write_text("")

    outcome = backsmith("check", str(root))

    assert (outcome.code, "1 warning" in outcome.data) == (0, True)


def test_a_machine_reads_json(backsmith: Command, copy: Copy) -> None:
    root = copy("minimal")
    (root / "LICENSE").unlink()

    outcome = backsmith("check", str(root), "--format", "json")

    (found,) = json.loads(outcome.data)["repositories"]
    assert found["state"] == "errors"
    assert found["counts"]["missing"] == found["counts"]["errors"] == 1
    assert [f["path"] for f in found["findings"]] == ["LICENSE"]
    assert {"path": "LICENSE", "owner": "template", "state": "missing"} in found["files"]


def test_one_broken_repository_does_not_stop_the_others(
    backsmith: Command, copy: Copy, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / ".copier-answers.yml").write_text("\0")

    outcome = backsmith("check", str(broken), str(copy("minimal")))

    assert outcome.code == 1
    assert outcome.data.splitlines()[-1].endswith("0 errors, 0 warnings, 1 not checked")
    assert "ok" in outcome.data


def test_several_repositories_end_in_a_table(backsmith: Command, copy: Copy) -> None:
    red, green = copy(), copy("minimal")
    (red / "LICENSE").unlink()

    lines = backsmith("check", str(red), str(green)).data.splitlines()

    start = next(n for n, line in enumerate(lines) if line.startswith("repository "))
    cells = [line.split() for line in lines[start : start + 3]]
    assert cells[0] == ["repository", "name", "version", "preset", "drifted", "findings", "state"]
    assert [row[1] for row in cells[1:]] == ["default", "minimal"]
    assert [row[3:] for row in cells[1:]] == [["-", "1", "1", "errors"], ["-", "0", "0", "ok"]]
    assert lines[-1].startswith("2 repositories, ")


def test_a_folder_that_is_no_project_is_said_with_a_hint(backsmith: Command) -> None:
    outcome = backsmith("check")

    assert outcome.code == 1
    assert "hint: " in outcome.data


def test_a_template_from_elsewhere_is_not_taken_unasked(backsmith: Command, copy: Copy) -> None:
    root = copy("minimal")
    git = Git(root)
    for words in (["init", "--quiet"], ["add", "-A"], ["commit", "--quiet", "-m", "Start"]):
        git.ask(*words)
    answers = root / ".copier-answers.yml"
    moved = answers.read_text().replace(
        "_src_path: backsmith", "_src_path: https://h.example/t.git"
    )
    answers.write_text(moved)

    outcome = backsmith("check", str(root))

    assert outcome.code == 4
    assert "was 'backsmith' and is 'https://h.example/t.git' now" in outcome.data
    assert "--accept-source" in outcome.data


def test_a_project_may_have_its_answers_in_another_file(backsmith: Command, copy: Copy) -> None:
    root = copy("minimal")
    (root / ".copier-answers.yml").rename(root / "answers.yml")

    outcome = backsmith("check", str(root), "--answers-file", "answers.yml")

    assert "minimal, v0" in outcome.data
    assert backsmith("check", str(root)).code == 1
