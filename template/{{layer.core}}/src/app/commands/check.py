"""Say what the settings would endanger."""

import argparse
import sys


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app check`."""
    word.add_argument(
        "--deploy", action="store_true", help="hold the settings to what production needs"
    )


def run(options: argparse.Namespace) -> int:
    """Print each danger on a line of its own; 1 if there is one."""
    import app.main  # noqa: F401  # every feature brings its settings
    from app.core.settings import list_all_dangers

    dangers = list_all_dangers(deploy=options.deploy)
    for danger in dangers:
        print(danger)
    if dangers:
        print("error: these settings are not fit for use.", file=sys.stderr)
        return 1
    print("The settings are in order.", file=sys.stderr)
    return 0
