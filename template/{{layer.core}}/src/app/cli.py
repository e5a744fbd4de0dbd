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
        from app.core.settings import UnsafeSettings

        if not isinstance(error, UnsafeSettings):
            raise
        print(f"error: {error}", file=sys.stderr)
        return 1
