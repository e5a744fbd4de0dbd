"""The command line of the service: words in, one command of `app.commands` out."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from app.commands import COMMANDS


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole line."""
    parser = argparse.ArgumentParser(prog="app", description="Run and look after this service.")
    parser.add_argument("--version", action="store_true", help="say which version this is")
    words = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name in COMMANDS:
        module = import_module(f"app.commands.{name}")
        summary = (module.__doc__ or "").partition("\n")[0]
        word = words.add_parser(name, help=summary, description=module.__doc__)
        module.add_options(word)
        word.set_defaults(run=module.run)
    return parser


def main(line: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = build_parser()
    options = parser.parse_args(line)
    if options.version:
        from app.core.identity import NAME, find_version

        print(NAME, find_version())
        return 0
    if options.command is None:
        parser.print_help()
        return 2
    try:
        return int(options.run(options))
    except Exception as error:
        said = explain(error)
        if said is None:
            raise
        print(f"error: {said}", file=sys.stderr)
        return 1


def explain(error: Exception) -> str | None:
    """Return what an operator can do about an error; None where it is a fault of ours."""
    from app.core.errors import Unavailable
    from app.core.settings import UnsafeSettings

    if isinstance(error, UnsafeSettings):
        return str(error)
    if isinstance(error, Unavailable):
        return f"{error.detail}\n\nhint: Does it run, and do the settings lead to it?"
    return None
