"""The words of `backsmith check` and `explain`: whether a repository is what it should be."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from backsmith.flags import PATH, take_json, take_preset

EXAMPLES = """Examples:

\b
  backsmith check                                the project that you stand in
  backsmith check services/* --format json       many at once, as data
  backsmith check . --preset git+https://...     any repository, held to a standard
  backsmith check --heal Makefile deploy/Caddyfile
"""


@click.command(epilog=EXAMPLES)
@click.argument(
    "paths", nargs=-1, type=PATH, metavar="[PATH...]", help="The repositories. By itself: this one"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="Give a text, or data on standard output. By itself: text",
)
@click.option("--heal", is_flag=True, help="Bring the files that are named back to the template's.")
@take_preset
@click.option(
    "--answers-file",
    default=".copier-answers.yml",
    metavar="NAME",
    help="The file that holds the answers, where a project has several.",
)
@click.option(
    "--accept-source",
    "accept",
    is_flag=True,
    help="Take the template from where the answers file says now.",
)
@click.option("--trust", is_flag=True, help="Let a foreign template load code of its own.")
def check(paths: Sequence[Path], form: str, heal: bool, **asked: Any) -> int:
    """Tell what has drifted from the template, and what breaks the standard."""
    from backsmith.checking.wanted import Wanted

    wanted = Wanted(**asked)
    if heal:
        bring_back(paths, form, wanted)
        return 0
    from backsmith.commands.check import run_check

    return run_check(paths, form, wanted)


def bring_back(paths: Sequence[Path], form: str, wanted: Any) -> None:
    """Heal the files that are named.

    Raises:
        BadParameter: none is named, or a format is asked for.
    """
    if not paths or form != "text":
        reason = "it gives no data" if paths else "name the files: --heal FILE..."
        raise click.BadParameter(reason, param_hint="--heal")
    from backsmith.commands.heal import heal

    heal(paths, wanted)


@click.command()
@click.argument("file", type=PATH, help="A file of a project; it need not be there.")
@take_json
def explain(file: Path, as_json: bool) -> None:
    """Tell which layers and answers made a file, and whose it is."""
    from backsmith.commands.explain import explain_file

    explain_file(file, as_json)
