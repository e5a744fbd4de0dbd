"""Flags that several commands have, and what a shell completes in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path)


def complete_answer(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Return the answers that begin with what is typed: `database=` or `database=sqlite`."""
    from backsmith.commands.completion import list_answers

    return [word for word in list_answers() if word.startswith(begun)]


def complete_preset(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Return the built-in presets that begin with what is typed."""
    from backsmith.commands.completion import list_names

    return [name for name in list_names() if name.startswith(begun)]


def complete_version(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Return the versions of the template that begin with what is typed."""
    from backsmith.commands.completion import list_versions

    return [version for version in list_versions() if version.startswith(begun)]


def take_data(help_: str) -> Callable[[Any], Any]:
    """Return what gives a command the flag `-d`."""
    return click.option(
        "-d",
        "--data",
        multiple=True,
        metavar="OPTION=VALUE",
        shell_complete=complete_answer,
        help=help_,
    )


def check_words(words: tuple[str, ...], where: str = "-d") -> None:
    """Refuse what is no answer; `where` it was given.

    Raises:
        BadParameter: which word it is.
    """
    for word in words:
        if "=" not in word:
            raise click.BadParameter(f"'{word}' is not OPTION=VALUE", param_hint=where)


def take_preset(command: Any) -> Any:
    """Give a command the flag `--preset`."""
    return click.option(
        "--preset",
        metavar="NAME|FILE|URL",
        shell_complete=complete_preset,
        help="Follow a built-in or a written standard.",
    )(command)


def take_json(command: Any) -> Any:
    """Give a command the flag `--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Give data on standard output."
    )(command)  # fmt: skip
