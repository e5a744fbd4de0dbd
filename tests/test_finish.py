"""What follows after the files can fail without losing them, and says the command to run later."""

import os
import subprocess
from pathlib import Path

import pytest

from backsmith import finish

HOOK = '#!/bin/sh\ntouch "$RAN"\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one file, and a git identity of its own."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    write_config(tmp_path, "[user]\nname = Ada\nemail = ada@example.com\n")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/a.txt").write_text("x")
    return tmp_path / "shop"


def write_config(folder: Path, text: str) -> None:
    """Write the configuration of git that the tests use."""
    (folder / "gitconfig").write_text(text)


def read_git(project: Path, *words: str) -> str:
    """Return what git says about `project`."""
    return subprocess.run(
        ["git", *words], cwd=project, text=True, capture_output=True, check=True
    ).stdout.strip()


def test_the_first_commit_holds_everything_on_main(project: Path) -> None:
    steps = list(finish.start_repository(project, "shop-api"))

    assert [step.done for step in steps] == [True, True]
    assert read_git(project, "log", "--format=%s %an") == "Start shop-api Ada"
    assert read_git(project, "branch", "--show-current") == "main"
    assert read_git(project, "status", "--porcelain") == ""


def test_no_identity_keeps_the_repository_and_says_the_command(
    project: Path, tmp_path: Path
) -> None:
    write_config(tmp_path, "")

    made, missing = finish.start_repository(project, "shop-api")

    assert made.done
    assert not missing.done
    assert "identity" in missing.reason or "email" in missing.reason
    assert missing.later == 'git add --all && git commit -m "Start shop-api"'


def test_a_repository_around_it_keeps_the_project(project: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()

    (step,) = finish.start_repository(project, "shop-api")

    assert str(tmp_path) in step.reason
    assert not (project / ".git").exists()


def test_no_hook_of_this_machine_runs(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAN", str(tmp_path / "ran"))
    (tmp_path / "hooks").mkdir()
    for name in ("pre-commit", "post-commit", "watch"):
        (tmp_path / "hooks" / name).write_text(HOOK)
        (tmp_path / "hooks" / name).chmod(0o755)
    with (tmp_path / "gitconfig").open("a") as config:
        config.write(f"[core]\nhooksPath = {tmp_path}/hooks\nfsmonitor = {tmp_path}/hooks/watch\n")

    steps = list(finish.start_repository(project, "shop-api"))

    assert all(step.done for step in steps)
    assert not (tmp_path / "ran").exists()


def test_a_repository_of_the_caller_is_not_written_to(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))

    steps = list(finish.start_repository(project, "shop-api"))

    assert all(step.done for step in steps)
    assert not (tmp_path / "elsewhere").exists()


def test_a_missing_program_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))

    lock, repository = finish.finish(project, "shop-api", lock=True, git=True, say=print)

    assert (lock.done, lock.reason, lock.later) == (False, "uv is not installed", "uv lock")
    assert (repository.done, repository.reason) == (False, "git is not installed")
    assert repository.later.startswith("git init -b main && ")


def write_program(folder: Path, name: str, text: str) -> None:
    """Put a program of that name first on the path of the test."""
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)
    os.environ["PATH"] = f"{folder}:{os.environ['PATH']}"


def test_a_failure_is_told_by_its_telling_line(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    write_program(tmp_path, "uv", "echo 'warning: slow' >&2; echo 'error: no network' >&2; exit 2")

    assert finish.lock_dependencies(project).reason == "error: no network"


def test_what_a_program_advises_is_told_in_the_same_line(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    said = "error: No solution found\\n  cause: Long\\n\\nhint: The name is shadowed. Change it."
    write_program(tmp_path, "uv", f"printf '{said}\\n' >&2; exit 1")

    reason = finish.lock_dependencies(project).reason

    assert reason == "error: No solution found. The name is shadowed. Change it."


def test_a_program_that_hangs_is_ended(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    monkeypatch.setattr(finish, "LOCK_SECONDS", 0.2)
    write_program(tmp_path, "uv", "exec sleep 60")

    assert "had not ended" in finish.lock_dependencies(project).reason


def test_a_repository_that_ignores_the_project_does_not_keep_it(
    project: Path, tmp_path: Path
) -> None:
    read_git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text("/shop/\n")

    steps = list(finish.start_repository(project, "shop-api"))

    assert [step.done for step in steps] == [True, True]
