"""`backsmith new` without a terminal: answers from words, files and presets, and what it gives."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from backsmith import __version__
from backsmith.finish import Step
from tests.conftest import Command
from tests.test_lay import HOSTILE

QUIET = ("--defaults", "--no-git", "--no-lock")


def read_answers(project: Path) -> dict[str, object]:
    """Return what was recorded in a project."""
    recorded: dict[str, object] = yaml.safe_load((project / ".copier-answers.yml").read_text())
    return recorded


def test_a_project_is_written_and_the_next_commands_said(
    backsmith: Command, tmp_path: Path
) -> None:
    done = backsmith("new", "shop-api", *QUIET)

    assert done.code == 0
    assert done.data == ""
    assert "cd shop-api" in done.talk
    assert read_answers(tmp_path / "shop-api")["project_name"] == "shop-api"
    assert not (tmp_path / "shop-api/.git").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["shop-api"]


def test_the_name_of_the_folder_is_taken_only_where_it_is_a_name(
    backsmith: Command, tmp_path: Path
) -> None:
    backsmith("new", "My Shop", *QUIET)

    assert read_answers(tmp_path / "My Shop")["project_name"] == "my-service"


@pytest.mark.parametrize(
    ("name", "cache"), [("fastapi", "none"), ("pytest", "none"), ("redis", "redis")]
)
@pytest.mark.parametrize("way", ["--no-lock", "--dry-run"])
def test_a_project_is_not_called_like_a_package_that_it_depends_on(
    backsmith: Command, tmp_path: Path, name: str, cache: str, way: str
) -> None:
    done = backsmith("new", name, "--defaults", "--no-git", "-d", f"cache={cache}", way)

    assert (done.code, done.data) == (1, "")
    assert f"error: project_name cannot be '{name}'" in done.talk
    assert f"hint: Give another one: -d project_name={name}-api" in done.talk
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_chosen_leaves_its_name_free(backsmith: Command, tmp_path: Path) -> None:
    done = backsmith("new", "redis", *QUIET, "-d", "cache=none")

    assert done.code == 0, done.talk
    assert read_answers(tmp_path / "redis")["project_name"] == "redis"


def test_without_a_folder_the_project_is_named_by_its_name(
    backsmith: Command, tmp_path: Path
) -> None:
    backsmith("new", *QUIET, "-d", "project_name=shop-api")

    assert (tmp_path / "shop-api/.copier-answers.yml").exists()


def test_words_win_over_a_file_of_answers(backsmith: Command, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("database: sqlite\nlicense: mit\n")

    backsmith("new", "shop", *QUIET, "--answers", "a.yml", "-d", "license=apache")

    recorded = read_answers(tmp_path / "shop")
    assert (recorded["database"], recorded["license"]) == ("sqlite", "apache")


def test_the_answers_of_one_project_make_another(backsmith: Command, tmp_path: Path) -> None:
    backsmith("new", "one", *QUIET, "-d", "database=sqlite")
    backsmith("new", "two", *QUIET, "--answers", "one/.copier-answers.yml")

    assert read_answers(tmp_path / "two") == read_answers(tmp_path / "one")


def test_the_template_is_named_and_no_path_of_this_machine(
    backsmith: Command, tmp_path: Path
) -> None:
    backsmith("new", "shop", *QUIET)

    recorded = read_answers(tmp_path / "shop")
    assert recorded["_src_path"] == "backsmith"
    assert recorded["_commit"] == f"v{__version__}"


def test_a_dry_run_shows_answers_and_tree_and_writes_nothing(
    backsmith: Command, tmp_path: Path
) -> None:
    done = backsmith("new", "shop", "--defaults", "--dry-run")

    assert done.code == 0
    assert "database      postgresql" in done.data
    assert "── pyproject.toml" in done.data
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_names_exactly_the_files_that_are_written(
    backsmith: Command, tmp_path: Path
) -> None:
    planned = json.loads(backsmith("new", "shop", "--defaults", "--dry-run", "--json").data)
    written = json.loads(backsmith("new", "shop", *QUIET, "--json").data)

    on_disk = [p for p in (tmp_path / "shop").rglob("*") if p.is_file()]
    assert planned["files"] == written["files"]
    assert planned["files"] == sorted(p.relative_to(tmp_path / "shop").as_posix() for p in on_disk)
    assert (planned["written"], written["written"]) == (False, True)


def test_data_says_what_follows_from_the_answers(backsmith: Command) -> None:
    data = json.loads(backsmith("new", "shop", "--defaults", "--dry-run", "--json").data)

    assert any("GitHub Actions" in line for line in data["brings"])
    assert data["answers"]["api"] == ["rest"]


def test_steps_that_fail_lose_nothing_and_say_what_to_run_later(
    backsmith: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    done = backsmith("new", "shop", "--defaults")

    assert done.code == 0
    assert "warning: no uv.lock: uv is not installed" in done.talk
    assert "hint: later, in the project: uv lock" in done.talk
    assert "git init -b main" in done.talk
    assert (tmp_path / "shop/pyproject.toml").exists()


def test_steps_are_data_too(
    backsmith: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    data = json.loads(backsmith("new", "shop", "--defaults", "--json").data)

    assert data["steps"][0] == Step("uv.lock", False, "uv is not installed", "uv lock").as_data()


def test_open_questions_without_a_terminal_are_an_error_with_the_way_out(
    backsmith: Command, tmp_path: Path
) -> None:
    done = backsmith("new", "shop")

    assert done.code == 1
    assert "--defaults" in done.talk
    assert list(tmp_path.iterdir()) == []


def test_no_terminal_is_needed_when_nothing_is_open(backsmith: Command, tmp_path: Path) -> None:
    given = json.loads(backsmith("new", "x", "--defaults", "--dry-run", "--json").data)["answers"]
    (tmp_path / "all.yml").write_text(yaml.safe_dump(given))

    done = backsmith("new", "x", "--answers", "all.yml", "--no-git", "--no-lock")

    assert done.code == 0


def test_what_is_in_the_way_is_listed_and_left(backsmith: Command, tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/mine.txt").write_text("mine")

    done = backsmith("new", "shop", *QUIET)

    assert done.code == 1
    assert "in the way: mine.txt" in done.talk
    assert [path.name for path in (tmp_path / "shop").iterdir()] == ["mine.txt"]


def test_the_empty_folder_one_stands_in_is_taken(backsmith: Command, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    done = backsmith("new", ".", *QUIET)

    assert done.code == 0
    assert "cd ." in done.talk
    assert (tmp_path / "pyproject.toml").exists()
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_an_interrupt_after_the_files_keeps_them_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "uv").write_text("#!/bin/sh\nkill -INT $PPID; exec sleep 5\n")
    (tmp_path / "uv").chmod(0o755)

    done = subprocess.run(
        [sys.executable, "-m", "backsmith", "new", "shop", "--defaults"],
        cwd=tmp_path, env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        text=True, capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode == 130
    assert "are all there" in done.stderr
    assert (tmp_path / "shop/pyproject.toml").exists()


HOSTILE_ANSWERS = [
    HOSTILE,
    "'",
    '"',
    "\\",
    "{{ 1/0 }}",
    "{% endraw %}",
    "$(touch x)",
    "🚀" * 60,
    "%%s",
]


@pytest.mark.parametrize("text", HOSTILE_ANSWERS)
def test_hostile_text_lands_whole_in_every_format(
    backsmith: Command, text: str, tmp_path: Path
) -> None:
    (tmp_path / "a.yml").write_text(yaml.safe_dump({"description": text, "owner": text[:90]}))

    done = backsmith("new", "shop", *QUIET, "--answers", "a.yml")

    project = tomllib.loads((tmp_path / "shop/pyproject.toml").read_text())["project"]
    recorded = read_answers(tmp_path / "shop")
    assert done.code == 0
    assert project["description"] == text
    assert (recorded["description"], recorded["owner"]) == (text, text[:90])


@pytest.mark.parametrize("name", ["a" * 40, "con", "../x", "a b", "A", "", "a\nb", "ä", "-a", "a-"])
def test_hostile_names_are_refused(backsmith: Command, name: str, tmp_path: Path) -> None:
    done = backsmith("new", *QUIET, "-d", f"project_name={name}")

    assert done.code == 1
    assert list(tmp_path.iterdir()) == []
