"""The words of `backsmith update`, `change` and `undo`: a project goes on, or back."""

from pathlib import Path
from typing import Any

import click

from backsmith.flags import (
    PATH,
    check_words,
    complete_answer,
    take_data,
    take_json,
    take_preset,
)

UPDATE_EXAMPLES = """Examples:

\b
  backsmith update --dry-run             show what the newest version would change
  backsmith update                       show it, ask, merge it into the work tree
  backsmith update --to v0.2.0 --verify  see make check hold in a scratch copy first
  backsmith update --branch --yes        commit it to the branch backsmith/update-to-VERSION
  backsmith update --continue            after you have resolved its conflicts
"""
CHANGE_EXAMPLES = """Examples:

\b
  backsmith change                               ask which answer changes
  backsmith change database=mariadb --dry-run    show all that follows from it
  backsmith change ci=none license=mit --yes     two at once, without a question
  backsmith change api+=graphql                  add one to those that there are
"""


def take_project(command: Any) -> Any:
    """Give a command the flags that say which project is meant."""
    for option in (
        click.option(
            "--answers-file",
            default=".copier-answers.yml",
            metavar="NAME",
            help="The file that holds its answers, where it has several.",
        ),
        click.option(
            "--project",
            "folder",
            type=PATH,
            default=Path(),
            metavar="FOLDER",
            help="The project, where you do not stand in it.",
        ),
    ):
        command = option(command)
    return command


def take_manner(command: Any) -> Any:
    """Give a command the flags that say how a move is carried out."""
    for option in (
        click.option(
            "--accept-source",
            is_flag=True,
            help="Take the template from where the answers file says now.",
        ),
        click.option(
            "--trust", is_flag=True, help="Let a foreign template run the tasks that it names."
        ),
        click.option("--no-lock", is_flag=True, help="Leave uv.lock as it is."),
        click.option(
            "--branch",
            is_flag=False,
            flag_value="",
            metavar="[NAME]",
            help="Commit it to a new branch; the work tree stays as it is.",
        ),
        click.option(
            "--verify",
            is_flag=True,
            help="Run make check on the merged project first, in a scratch copy.",
        ),
        click.option("--yes", "-y", is_flag=True, help="Ask nothing, write it."),
        click.option("--dry-run", is_flag=True, help="Show all that would change, write nothing."),
    ):
        command = option(command)
    return command


@click.command(epilog=UPDATE_EXAMPLES)
@click.option("--to", metavar="VERSION", help="Another version than the newest.")
@take_manner
@take_data("Answer one question anew; may be given again.")
@take_preset
@click.option("--continue", "go_on", is_flag=True, help="End an update after its conflicts.")
@click.option("--abort", "go_back", is_flag=True, help="Take back an update that has conflicts.")
@take_project
@take_json
def update(go_on: bool, go_back: bool, **words: Any) -> None:
    """Bring a project to the newest template; nothing that you wrote is lost."""
    from backsmith.commands import update as command

    if go_on and go_back:
        raise click.UsageError("--continue and --abort exclude each other.")
    if go_on or go_back:
        (command.go_on if go_on else command.go_back)(words["folder"], words["answers_file"])
        return
    check_words(words["data"])
    manner = take_out_manner(words)
    command.update(command.Wish(**words), manner)


@click.command(epilog=CHANGE_EXAMPLES)
@click.argument(
    "words",
    nargs=-1,
    metavar="[OPTION=VALUE]...",
    shell_complete=complete_answer,
    help="The answer that changes; += and -= add to and take from an option of several.",
)
@take_manner
@take_project
@take_json
def change(words: tuple[str, ...], **flags: Any) -> None:
    """Answer a question anew, any day; nothing that you wrote is lost."""
    from backsmith.commands import change as command

    check_words(words, "OPTION=VALUE")
    manner = take_out_manner(flags)
    command.change(command.Wish(words=words, **flags), manner)


@click.command()
@click.option("--force", is_flag=True, help="Take back what was edited since as well, keep a copy.")
@take_project
@take_json
def undo(**words: Any) -> None:
    """Take back the last update, change or healing, byte for byte."""
    from backsmith.commands.undo import Wish, take_back

    take_back(Wish(**words))


def take_out_manner(words: dict[str, Any]) -> Any:
    """Return how a move is carried out; what says so is taken out of `words`."""
    from backsmith.commands.carry_out import Manner

    names = ("dry_run", "verify", "yes", "as_json", "branch")
    return Manner(lock=not words.pop("no_lock"), **{name: words.pop(name) for name in names})
