"""What comes and goes beside the files: dependencies, keys of the environment, tables."""

from pathlib import Path

import pytest

from backsmith.outlook import Places, look

PLACES = Places(first_migration="first.py")


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Two renders and the project, each an empty folder."""
    folders = tmp_path / "old", tmp_path / "new", tmp_path / "project"
    for folder in folders:
        folder.mkdir()
    return folders


def test_dependencies_of_every_group_are_compared(sides: tuple[Path, Path, Path]) -> None:
    old, new, project = sides
    (old / "pyproject.toml").write_text('[project]\ndependencies = ["a>=1", "b"]\n')
    (new / "pyproject.toml").write_text(
        '[project]\ndependencies = ["b"]\n[dependency-groups]\ndev = ["c", {include-group = "x"}]\n'
    )

    found = look(old, new, project, PLACES).dependencies

    assert (found.added, found.removed) == (("c",), ("a>=1",))


def test_a_key_that_the_environment_of_the_machine_lacks_is_named(
    sides: tuple[Path, Path, Path],
) -> None:
    old, new, project = sides
    (old / ".env.example").write_text("# the port\nPORT=1\n# HOST=a\n")
    (new / ".env.example").write_text("PORT=1\nNAME=x\n# TOKEN=\nHOST=b\n")
    (project / ".env").write_text("NAME=mine\n")

    found = look(old, new, project, PLACES)

    assert found.environment.added == ("NAME", "TOKEN")
    assert found.missing == ("TOKEN",)


def test_a_machine_without_an_environment_of_its_own_lacks_nothing(
    sides: tuple[Path, Path, Path],
) -> None:
    old, new, project = sides
    (new / ".env.example").write_text("NAME=x\n")

    assert look(old, new, project, PLACES).missing == ()


def test_tables_are_those_of_the_first_migration(sides: tuple[Path, Path, Path]) -> None:
    old, new, project = sides
    (old / "first.py").write_text('op.create_table("notes", 1)\n')
    (new / "first.py").write_text('op.create_table(\n    "notes",\n)\nop.create_table("keys")\n')

    assert look(old, new, project, PLACES).tables.added == ("keys",)


def test_a_broken_manifest_says_nothing(sides: tuple[Path, Path, Path]) -> None:
    old, new, project = sides
    (new / "pyproject.toml").write_text("[[[")

    assert look(old, new, project, PLACES).dependencies.added == ()
