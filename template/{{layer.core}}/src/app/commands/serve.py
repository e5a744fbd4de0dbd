"""Answer requests until a signal ends it.

Every setting is an environment variable; .env.example lists them.
"""

import argparse
import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app serve`."""
    word.add_argument("--host", help="address to listen on (SERVER_HOST)")
    word.add_argument("--port", type=int, help="port to listen on (SERVER_PORT)")
    word.add_argument("--reload", action="store_true", help="start again when a file changes")


def run(options: argparse.Namespace) -> int:
    """Serve; return when the last request has been answered.

    The application is made before the workers are, so that unsafe settings end the command at
    once and the workers share its memory; to start again, they have to make it themselves.
    """
    from app.core.http.server import serve
    from app.core.http.settings import ServerSettings
    from app.core.settings import read_settings

    for name in ("host", "port"):
        if (given := getattr(options, name)) is not None:
            os.environ[f"SERVER_{name.upper()}"] = str(given)  # the workers read it, too
    settings = read_settings(ServerSettings)
    if not options.reload:
        load_app()
    serve(settings, load_app, reload=options.reload)
    return 0


@cache
def load_app() -> "FastAPI":
    """Return the application of this process."""
    from app.main import create_app

    app = create_app()
    app.state.is_served = True  # a feature may listen on a port of its own
    return app
