"""A person at a terminal sees what would change, is asked what is open, and may leave."""

from pathlib import Path

import pytest

from tests.conftest import list_files
from tests.moves.small import CORE, OPTIONS, SmallTemplate
from tests.terminal import DOWN, ENTER, INTERRUPT, Screen

WHETHER = "Write it?"


@pytest.fixture
def newer(template: SmallTemplate) -> SmallTemplate:
    """The template with v1.1.0: a new file, and a choice of database that is gone."""
    options = {**OPTIONS, "database": ("mariadb", "sqlite")}
    template.release("v1.1.0", {f"{CORE}/app/new.py": "x = 1\n"}, options)
    return template


def test_a_choice_that_is_gone_is_asked_anew(newer: SmallTemplate, project: Path) -> None:
    screen = Screen(project, "update")

    screen.answer("Which database?", DOWN, ENTER)
    screen.answer(WHETHER, DOWN, ENTER)

    assert screen.leave() == 0
    assert "database: postgresql -> sqlite" in screen.read()
    assert "database: sqlite" in (project / ".copier-answers.yml").read_text()
    assert (project / "app/new.py").exists()


@pytest.mark.parametrize("keys", [(ENTER,), (INTERRUPT,)], ids=["no", "^C"])
def test_whoever_leaves_has_everything_as_it_was(
    newer: SmallTemplate, project: Path, keys: tuple[str, ...]
) -> None:
    before = list_files(project / "app")
    screen = Screen(project, "update", "-d", "database=sqlite")

    screen.answer(WHETHER, *keys)

    assert screen.leave() == (130 if INTERRUPT in keys else 0)
    assert list_files(project / "app") == before


def test_without_words_a_person_chooses_what_to_change(project: Path) -> None:
    screen = Screen(project, "change")

    screen.answer("Which answer?", ENTER)
    screen.answer("Which database?", DOWN, ENTER)
    screen.answer("Which answer?", DOWN, DOWN, ENTER)
    screen.answer(WHETHER, DOWN, ENTER)

    assert screen.leave() == 0
    assert (project / "app/sqlite.py").exists()
