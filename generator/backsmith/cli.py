"""The words of the command line: each leads to one command, and every error ends here."""

import io
import os
import signal
import sys
from typing import Any, NoReturn

import click
from click.shell_completion import get_completion_class

from backsmith import __version__
from backsmith.check_words import check, explain
from backsmith.errors import BacksmithError
from backsmith.flags import PATH, check_words, complete_version, take_data, take_json, take_preset
from backsmith.move_words import change, undo, update
from backsmith.preset_words import presets
from backsmith.say import give, show_error, tell

NAME = "backsmith"
COMPLETION = "_BACKSMITH_COMPLETE"  # the variable through which a shell asks for words
USAGE, INTERRUPTED = 2, 130
EXAMPLES = """Examples:

\b
  backsmith new                                  ask, then write ./NAME
  backsmith new shop-api --defaults              write ./shop-api and ask nothing
  backsmith new shop-api -d database=sqlite      ask for the rest
  backsmith new shop-api --preset startup        follow a standard
  backsmith new shop-api --defaults --dry-run    show the tree, write nothing
"""


def show_completion(context: click.Context, _: click.Parameter, shell: str | None) -> None:
    """Give the script that completes our words in a shell, and leave."""
    found = get_completion_class(shell) if shell else None
    if found:
        give(found(app, {}, NAME, COMPLETION).source())
        context.exit()


@click.group(
    name=NAME,
    epilog=EXAMPLES,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message=f"{NAME} %(version)s", help="Give the version.")
@click.option(
    "--show-completion",
    type=click.Choice(["bash", "zsh", "fish"]),
    callback=show_completion,
    is_eager=True,
    expose_value=False,
    help="Give the script that completes our words: add it to the shell's start file.",
)
@click.pass_context
def app(context: click.Context) -> None:
    """Make, prove and keep up backend services."""
    if context.invoked_subcommand is None:
        give(context.get_help())


@app.command(epilog=EXAMPLES)
@click.argument(
    "folder", required=False, type=PATH, help="Where to write it: new, or empty. By itself: ./NAME"
)
@take_data("Answer one question; may be given again.")
@click.option("--answers", type=PATH, metavar="FILE", help="Answer from a YAML file.")
@take_preset
@click.option(
    "--template-version",
    metavar="VERSION",
    shell_complete=complete_version,
    help="Render an earlier release.",
)
@click.option("--defaults", is_flag=True, help="Ask nothing: take the default of what is open.")
@click.option("--dry-run", is_flag=True, help="Show answers and tree, write nothing.")
@take_json
@click.option("--no-git", is_flag=True, help="Start no repository.")
@click.option("--no-lock", is_flag=True, help="Write no uv.lock.")
def new(data: tuple[str, ...], no_git: bool, no_lock: bool, **wanted: Any) -> None:
    """Make a new service: ask, show what follows, write it in one move."""
    from backsmith.commands.new import Request, create

    check_words(data)
    create(Request(data=data, git=not no_git, lock=not no_lock, **wanted))


@app.command()
@click.argument("name", required=False, help="Only this option.")
@take_preset
@take_json
def options(name: str | None, preset: str | None, as_json: bool) -> None:
    """List the questions that `new` asks, their choices and defaults."""
    from backsmith.commands.options import list_options

    list_options(name, preset, as_json)


app.add_command(check)
app.add_command(explain)
app.add_command(update)
app.add_command(change)
app.add_command(undo)
app.add_command(presets)


@app.command()
@take_json
def releases(as_json: bool) -> None:
    """List the versions of the template, and what each changed for a project."""
    from backsmith.commands.releases import list_releases

    list_releases(as_json)


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no such letter
    sys.exit(run())


def run() -> int:
    """Run one command; return its exit code, with every error told."""
    try:
        code = app.main(prog_name=NAME, complete_var=COMPLETION, standalone_mode=False)
    except BacksmithError as error:
        return _fail(error, error.message, error.hint, error.exit_code)
    except click.Abort:
        tell("Stopped.")
        return INTERRUPTED
    except click.ClickException as error:
        return _fail(error, error.format_message(), f"See how it is used: {NAME} --help", USAGE)
    except OSError as error:
        reason = f"The system did not let us go on: {error}."
        return _fail(error, reason, "Look at the disk and at the rights on the folder.", 1)
    except Exception as error:
        return _fail(
            error,
            f"This is a fault of backsmith: {type(error).__name__}: {error}",
            "Run it again with BACKSMITH_DEBUG=1 and report what it shows.",
            1,
        )
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
    tell("Stopped.")
    sys.exit(128 + number)
