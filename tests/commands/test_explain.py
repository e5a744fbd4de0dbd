"""`backsmith explain` says of any file which layer and which answers made it, and whose it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.checking.conftest import Copy, copy, originals
from tests.conftest import Command

__all__ = ["copy", "originals"]  # fixtures


@pytest.fixture
def explain(backsmith: Command, copy: Copy) -> Any:
    """What explains a file of the default project, as data."""
    root = copy()

    def run(path: str) -> Any:
        outcome = backsmith("explain", str(root / path), "--json")
        assert outcome.code == 0, outcome.talk
        return json.loads(outcome.data)

    return run


def test_a_file_of_one_choice_names_its_layer_and_the_answer(explain: Any) -> None:
    found = explain("src/app/core/database/dialect.py")

    assert found["owner"] == "template"
    assert found["source"].startswith("template/{{layer.database_postgresql}}/src/app/core/")
    assert found["layer"] == {
        "name": "database_postgresql",
        "condition": "database == 'postgresql'",
        "answers": {"database": "postgresql"},
    }


def test_a_gathered_file_names_every_layer_that_wrote_in_it(explain: Any, copy: Copy) -> None:
    gathered = {item["fragment"]: item["layers"] for item in explain("pyproject.toml")["gathered"]}

    names = [layer["name"] for layer in gathered["dependencies"]]
    assert names == ["core", "database", "database_postgresql", "auth_accounts", "auth_jwt"]
    assert [layer["answers"] for layer in gathered["dependencies"]][2] == {"database": "postgresql"}


def test_every_file_of_a_project_is_explained(explain: Any, originals: dict[str, Path]) -> None:
    root = originals["default"]
    rendered = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]

    found = {path: explain(path) for path in rendered}

    outside = [path for path in found if found[path]["layer"] is None]
    assert outside == [".copier-answers.yml"]
    assert all(found[path]["owner"] for path in found)


def test_what_is_filled_in_is_said(explain: Any) -> None:
    assert explain("LICENSE")["filled"] == {"owner": "The default team"}


def test_a_file_that_is_gone_is_explained_too(backsmith: Command, copy: Copy) -> None:
    root = copy()
    (root / "compose.yml").unlink()

    outcome = backsmith("explain", str(root / "compose.yml"))

    assert "layer deploy_compose, laid if deploy == 'compose', and here deploy is compose" in (
        outcome.data
    )


def test_a_file_of_another_choice_names_the_layer_that_would_make_it(
    backsmith: Command, copy: Copy
) -> None:
    outcome = backsmith("explain", str(copy("minimal") / "compose.test.yml"))

    assert "yours: the template makes no such file" in outcome.data
    assert "another answer would lay services, laid if database != 'sqlite'" in outcome.data


def test_a_file_of_nobody_is_yours_or_foreign(explain: Any) -> None:
    assert (explain("docs/own.md")["owner"], explain("docs/own.md")["foreign"]) == (None, False)
    assert explain("deploy/own")["foreign"] is True


def test_a_preset_that_locked_the_answer_is_named(backsmith: Command) -> None:
    backsmith("new", "shop", "--defaults", "--no-git", "--no-lock", "--preset", "startup")

    outcome = backsmith("explain", "shop/compose.yml")

    assert "deploy is compose (locked by startup)" in outcome.data
    assert "preset is startup" in backsmith("explain", "shop/Makefile").data


def test_a_file_outside_of_every_project_is_an_error_with_a_hint(
    backsmith: Command, tmp_path: Path
) -> None:
    outcome = backsmith("explain", str(tmp_path / "nothing/here"))

    assert (outcome.code, outcome.data) == (1, "")
    assert "belongs to no project" in outcome.talk
    assert "hint: " in outcome.talk
