"""A person at a terminal is asked, shown what follows, and may change any answer first.

The command runs in a pseudo-terminal; what stands on its screen is what a person would see.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.terminal import DOWN, END, ENTER, ERASE, INTERRUPT, SPACE, Screen


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A terminal with the first question on it."""
    terminal = Screen(tmp_path, "new", "shop-api", "--no-git", "--no-lock")
    yield terminal
    terminal.process.close(force=True)


def answer_all(screen: Screen, *database: str) -> None:
    """Answer every question, and wait for the summary."""
    for question in ("What is the service called?", "What does it do", "owns it?", "problems"):
        screen.answer(question)
    screen.answer("keep its data?", *database, ENTER)
    screen.answer("How do callers speak to it?")
    screen.answer("prove who they are?")
    screen.answer("encrypted by the service itself?")
    screen.answer("processes of the service share")
    screen.answer("Where do the backups go?")
    screen.answer("Where does it run?")
    screen.answer("Who checks every push?")
    screen.answer("Who may use the code?")
    screen.wait_for("Is that what you want?")


def read_answers(folder: Path) -> dict[str, object]:
    """Return what was recorded."""
    recorded = (folder / "shop-api/.copier-answers.yml").read_text()
    answers: dict[str, object] = yaml.safe_load(recorded)
    return answers


def test_a_person_is_asked_shown_what_follows_and_told_what_is_next(
    screen: Screen, tmp_path: Path
) -> None:
    answer_all(screen, DOWN, DOWN)

    summary = screen.read()
    assert "database      sqlite  SQLite, for one machine and one file" in summary
    assert "api           rest  REST, described by OpenAPI" in summary
    assert "What follows from your answers" in summary
    assert "├── src/ (" in summary
    assert not (tmp_path / "shop-api").exists()

    screen.answer("Write it")
    assert screen.leave() == 0
    assert "cd shop-api" in screen.read()
    assert read_answers(tmp_path)["database"] == "sqlite"
    assert read_answers(tmp_path)["project_name"] == "shop-api"


def test_several_choices_are_marked_with_the_space_bar(screen: Screen, tmp_path: Path) -> None:
    for question in ("What is the service called?", "What does it do", "owns it?", "problems"):
        screen.answer(question)
    screen.answer("keep its data?")
    none_is_too_few = (SPACE, ENTER)
    screen.answer("How do callers speak to it?", *none_is_too_few, DOWN, SPACE, ENTER)
    screen.answer("prove who they are?")
    screen.answer("encrypted by the service itself?")
    screen.answer("processes of the service share")
    screen.answer("Where do the backups go?")
    screen.answer("Where does it run?")
    screen.answer("Who checks every push?")
    screen.answer("Who may use the code?")
    screen.answer("Write it")

    assert screen.leave() == 0
    assert read_answers(tmp_path)["api"] == ["graphql"]


def test_any_answer_can_be_changed_before_anything_is_written(
    screen: Screen, tmp_path: Path
) -> None:
    answer_all(screen)

    screen.answer("Change an answer", DOWN, ENTER)
    screen.answer("Which answer?", DOWN, DOWN, DOWN, DOWN, ENTER)
    screen.answer("(Use arrow keys)", DOWN, ENTER)
    screen.wait_for("database      mariadb")
    assert not (tmp_path / "shop-api").exists()
    screen.answer("» Write it")

    assert screen.leave() == 0
    assert read_answers(tmp_path)["database"] == "mariadb"


def test_an_answer_of_the_command_line_can_be_changed_too(tmp_path: Path) -> None:
    screen = Screen(tmp_path, "new", "shop-api", "--no-git", "--no-lock", "-d", "database=mariadb")
    asked = ("called?", "What does it do", "owns it?", "problems", "speak to it?", "they are?")
    others = (
        "service itself?",
        "service share",
        "backups go?",
        "does it run?",
        "every push?",
        "code?",
    )
    for question in (*asked, *others):
        screen.answer(question)
    screen.wait_for("database      mariadb")

    screen.answer("Change an answer", DOWN, ENTER)
    screen.answer("Which answer?", DOWN, DOWN, DOWN, DOWN, ENTER)
    screen.wait_for("» MariaDB")  # what was answered so far is proposed
    screen.answer("» MariaDB", DOWN, ENTER)
    screen.wait_for("database      sqlite")
    screen.answer("» Write it")

    assert screen.leave() == 0
    assert read_answers(tmp_path)["database"] == "sqlite"


def test_a_wrong_text_is_refused_at_once_and_can_be_mended(screen: Screen) -> None:
    screen.answer("What is the service called?", ERASE, "Shop", ENTER)

    screen.wait_for("use up to 39 small letters")
    screen.answer("Shop", ERASE, "shop", ENTER)

    screen.wait_for("What does it do")


def test_a_name_that_the_choices_rule_out_is_asked_again(tmp_path: Path) -> None:
    screen = Screen(tmp_path, "new", "shop-api", "--no-git", "--no-lock", "-d", "cache=redis")
    screen.answer("called?", ERASE, "redis", ENTER)
    for question in ("What does it do", "owns it?", "problems", "data?", "speak to it?"):
        screen.answer(question)
    for question in (
        "they are?",
        "service itself?",
        "backups go?",
        "does it run?",
        "every push?",
        "code?",
    ):
        screen.answer(question)

    screen.wait_for("project_name has to be asked again: a project that depends on the package")
    screen.answer("called? redis", "-api", ENTER)
    screen.answer("» Write it")

    assert screen.leave() == 0
    assert read_answers(tmp_path)["project_name"] == "redis-api"


def test_every_file_can_be_seen_first_and_nothing_be_written(
    screen: Screen, tmp_path: Path
) -> None:
    answer_all(screen)

    screen.answer("See every file", DOWN, DOWN, ENTER)
    screen.wait_for("── pyproject.toml")
    screen.answer("» Write it", DOWN, DOWN, DOWN, ENTER)

    assert screen.leave() == 0
    assert "Nothing was written." in screen.read()
    assert list(tmp_path.iterdir()) == []


def assert_stopped(screen: Screen, folder: Path) -> None:
    """Check that the command ended at once, said so in one line, and wrote nothing."""
    assert screen.leave() == 130
    assert screen.read().count("Stopped") == 1
    assert "Traceback" not in screen.read()
    assert list(folder.iterdir()) == []


def test_an_interrupt_at_the_first_question_writes_nothing(screen: Screen, tmp_path: Path) -> None:
    screen.answer("called?", INTERRUPT)

    assert_stopped(screen, tmp_path)


def test_an_interrupt_in_a_menu_writes_nothing(screen: Screen, tmp_path: Path) -> None:
    for question in ("called?", "What does it do", "owns it?", "problems"):
        screen.answer(question)
    screen.answer("keep its data?", INTERRUPT)

    assert_stopped(screen, tmp_path)


def test_an_interrupt_at_the_summary_writes_nothing(screen: Screen, tmp_path: Path) -> None:
    answer_all(screen)
    screen.answer("Is that what you want?", INTERRUPT)

    assert_stopped(screen, tmp_path)


def test_the_end_of_input_is_an_interrupt_too(screen: Screen, tmp_path: Path) -> None:
    screen.answer("called?", ERASE, END)

    assert_stopped(screen, tmp_path)


def test_what_a_preset_forbids_is_shown_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "team.yml").write_text(
        "apiVersion: 1\nname: acme\ndescription: Ours\n"
        "lock: {ci: github}\nallow: {database: [postgresql, sqlite]}\n"
    )
    screen = Screen(tmp_path, "new", "shop-api", "--preset", "team.yml", "-d", "owner=Acme")
    for question in ("called?", "What does it do", "problems"):
        screen.answer(question)

    menu = screen.wait_for("keep its data?")
    assert "Preset acme: Ours" in menu
    assert "  locks ci: github" in menu
    assert "MariaDB, where the team already runs it (not allowed by preset acme)" in menu

    screen.answer("keep its data?")
    screen.answer("How do callers speak to it?")
    screen.answer("prove who they are?")
    screen.answer("encrypted by the service itself?")
    screen.answer("processes of the service share")
    screen.answer("Where do the backups go?")
    screen.answer("Where does it run?")
    screen.answer("Who may use the code?")
    summary = screen.wait_for("Is that what you want?")
    assert "Who checks every push?" not in summary
    assert "GitHub Actions; locked by preset acme" in summary
    assert "owner         Acme  given" in summary
    screen.process.close(force=True)
