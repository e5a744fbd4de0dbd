"""`backsmith releases` lists every version; `new --template-version` renders any of them."""

import json
from pathlib import Path

from backsmith import __version__
from backsmith.cli import app
from backsmith.flags import complete_version
from backsmith.project import read_project
from tests.conftest import Command


def test_every_version_is_listed_with_what_it_changed(backsmith: Command) -> None:
    done = backsmith("releases")

    assert done.code == 0
    assert done.data.startswith("v0.1.0\n  added:\n    - REST on PostgreSQL")
    assert f"\nv{__version__} (the present one)\n" in done.data


def test_a_script_reads_the_same_as_data(backsmith: Command) -> None:
    found = json.loads(backsmith("releases", "--json").data)

    first, *_, last = found["releases"]
    assert first["version"] == "v0.1.0"
    assert first["added"]
    assert (last["version"], last["is_present"]) == (f"v{__version__}", True)


def test_what_the_releases_changed_is_no_file_of_a_project(backsmith: Command) -> None:
    done = backsmith("new", "shop", "--defaults", "--dry-run", "--json")

    assert "changes.yml" not in json.loads(done.data)["files"]


def test_an_earlier_version_is_rendered(backsmith: Command, tmp_path: Path) -> None:
    done = backsmith("new", "shop", "--defaults", "--no-git", "--no-lock",
                     "--template-version", "0.1.0")  # fmt: skip

    assert done.code == 0
    assert read_project(tmp_path / "shop").version == "v0.1.0"


def test_an_earlier_version_has_its_own_presets(backsmith: Command, tmp_path: Path) -> None:
    done = backsmith("new", "shop", "--defaults", "--no-git", "--no-lock", "--preset", "startup",
                     "--template-version", "v0.1.0")  # fmt: skip

    assert done.code == 0
    assert read_project(tmp_path / "shop").answers["preset"] == "startup"


def test_a_version_that_is_not_there_is_refused_with_the_nearest(backsmith: Command) -> None:
    done = backsmith("new", "shop", "--defaults", "--template-version", "v0.1.1")

    assert done.code == 1
    assert "There is no version 'v0.1.1'" in done.talk
    assert "Did you mean v0.1.0?" in done.talk


def test_a_shell_completes_versions() -> None:
    command = app.commands["new"]
    flag = next(p for p in command.params if p.name == "template_version")

    assert complete_version(
        command.make_context("new", [], resilient_parsing=True), flag, "v0.1"
    ) == ["v0.1.0"]
