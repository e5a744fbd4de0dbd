"""The words of the command line: each leads to one command, and every error ends here."""

import os
import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from backsmith import __version__
from backsmith.errors import BacksmithError
from backsmith.say import show_error, tell

USAGE, INTERRUPTED = 2, 130
EXAMPLES = """Examples:

\b
  backsmith new                                  ask, then write ./NAME
  backsmith new shop-api --defaults              write ./shop-api and ask nothing
  backsmith new shop-api -d database=sqlite      ask for the rest
  backsmith new shop-api --preset startup        follow a standard
  backsmith new shop-api --defaults --dry-run    show the tree, write nothing
"""

app = typer.Typer(
    name="backsmith",
    help="Make, prove and keep up backend services.",
    epilog=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Give data on standard output.")]
PresetName = Annotated[
    str | None,
    typer.Option("--preset", metavar="NAME|FILE", help="Follow a built-in or a written standard."),
]


def show_version(wanted: bool) -> None:
    """Give the version and leave."""
    if wanted:
        typer.echo(f"backsmith {__version__}")
        raise typer.Exit


@app.callback()
def read_common(
    version: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Give the version."),
    ] = False,
) -> None:
    """Make, prove and keep up backend services."""


@app.command(epilog=EXAMPLES)
def new(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write it: new or empty. [default: ./NAME]")
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option("-d", "--data", metavar="OPTION=VALUE", help="Answer one question."),
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="Answer from a YAML file.")
    ] = None,
    preset: PresetName = None,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Ask nothing: take the default of what is open.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show answers and tree, write nothing.")
    ] = False,
    json: Json = False,
    no_git: Annotated[bool, typer.Option("--no-git", help="Start no repository.")] = False,
    no_lock: Annotated[bool, typer.Option("--no-lock", help="Write no uv.lock.")] = False,
) -> None:
    """Make a new service: ask, show what follows, write it in one move."""
    from backsmith.commands.new import Request, create

    words = tuple(data or ())
    for word in words:
        if "=" not in word:
            raise typer.BadParameter(f"'{word}' is not OPTION=VALUE", param_hint="-d")
    wanted = Request(
        folder, words, answers, preset, defaults, dry_run, json, not no_git, not no_lock
    )
    create(wanted)


@app.command()
def options(
    name: Annotated[str | None, typer.Argument(help="Only this option.")] = None,
    preset: PresetName = None,
    json: Json = False,
) -> None:
    """List the questions that `new` asks, their choices and defaults."""
    from backsmith.commands.options import list_options

    list_options(name, preset, json)


@app.command()
def presets(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME|FILE]", help="What this one says.")
    ] = None,
    json: Json = False,
) -> None:
    """List the built-in standards, or show what one of them says."""
    from backsmith.commands.presets import show_presets

    show_presets(name, json)


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run())


def run() -> int:
    """Run one command; return its exit code, with every error told."""
    try:
        code = app(standalone_mode=False)
    except BacksmithError as error:
        return _fail(error, error.message, error.hint, error.exit_code)
    except typer.TyperException as error:
        return _fail(error, error.format_message(), "See how it is used: --help", USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0  # the reader has seen enough
    except Exception as error:
        return _fail(
            error,
            f"This is a fault of backsmith: {type(error).__name__}: {error}",
            "Run it again with BACKSMITH_DEBUG=1 and report what it shows.",
            1,
        )
    if code == INTERRUPTED:
        tell("\nStopped.")
    return code or 0


def _fail(error: Exception, message: str, hint: str, code: int) -> int:
    """Say what went wrong; with BACKSMITH_DEBUG=1 also where."""
    if os.environ.get("BACKSMITH_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    show_error(message, hint)
    return code


def _stop(number: int, _: object) -> NoReturn:
    """Leave as a terminated program does, through every `finally` on the way."""
    tell("\nStopped.")
    sys.exit(128 + number)
