"""Write docs/reference.md: options from copier.yml, commands and flags from the command itself."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

HEAD = """# Reference

Generated from `copier.yml` and the command itself by `make reference`; a test holds it to them.
"""


def read_options() -> list[dict[str, Any]]:
    """Return the options as `backsmith options --json` gives them."""
    command = [sys.executable, "-m", "backsmith", "options", "--json"]
    done = subprocess.run(command, text=True, capture_output=True, check=True)
    options: list[dict[str, Any]] = json.loads(done.stdout)["options"]
    return options


def write_options() -> Iterator[str]:
    """Yield the section of options, a table of choices for each that has them."""
    yield "\n## Options\n"
    for option in read_options():
        yield f"\n### `{option['name']}`\n\n{option['question']}\n"
        if option.get("choices"):
            yield "\n| choice | what it means |\n| --- | --- |\n"
            yield from (
                f"| `{choice['value']}` | {choice['label']} |\n" for choice in option["choices"]
            )
        yield f"\nUnless answered: `{show_default(option['default'])}`.\n"


def show_default(value: Any) -> str:
    """Return a default as it would be typed after `-d option=`."""
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)


def write_commands() -> Iterator[str]:
    """Yield the section of commands: what each does, its arguments and its flags."""
    from backsmith.cli import app

    yield "\n## Commands\n"
    for name, command in walk(app, "backsmith"):
        yield f"\n### `{name}`\n\n{first_paragraph(command.help)}\n"
        rows = [row for row in map(show_parameter, command.params) if row]
        if rows:
            yield "\n| argument or flag | what it does |\n| --- | --- |\n"
            yield from rows


def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield a command and all below it, each with the words that call it."""
    yield name, command
    for word, below in sorted(getattr(command, "commands", {}).items()):
        yield from walk(below, f"{name} {word}")


def first_paragraph(text: str | None) -> str:
    """Return the first paragraph of a help text on one line."""
    return " ".join((text or "").strip().split("\n\n")[0].split())


def show_parameter(parameter: click.Parameter) -> str:
    """Return the row of one argument or flag, or nothing for the help that every command has."""
    means = str(getattr(parameter, "help", "") or "")
    if isinstance(parameter, click.Option):
        return (
            show_row(", ".join(parameter.opts), parameter.metavar, means)
            if parameter.name != "help"
            else ""
        )
    return show_row(parameter.metavar or str(parameter.name).upper(), None, means)


def show_row(words: str, value: str | None, means: str) -> str:
    """Return one row of a table; a bar inside a cell is escaped."""
    shown = f"{words} {value}" if value else words
    return f"| `{shown.replace('|', chr(92) + '|')}` | {first_paragraph(means)} |\n"


def write_reference() -> str:
    """Return the whole reference."""
    return "".join([HEAD, *write_options(), *write_commands()])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(write_reference(), encoding="utf-8")
