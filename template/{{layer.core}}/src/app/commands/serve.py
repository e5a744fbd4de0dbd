"""Answer requests until a signal ends it.

Every setting is an environment variable; .env.example lists them.
"""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app serve`."""
    word.add_argument("--host", help="address to listen on (SERVER_HOST)")
    word.add_argument("--port", type=int, help="port to listen on (SERVER_PORT)")
    word.add_argument("--reload", action="store_true", help="start again when a file changes")


def run(options: argparse.Namespace) -> int:
    """Serve; return when the last request has been answered."""
    from app.core.http.server import serve
    from app.core.http.settings import ServerSettings
    from app.core.settings import read_settings

    settings = read_settings(ServerSettings)
    given = {name: value for name, value in vars(options).items() if value is not None}
    settings = settings.model_copy(update={n: given[n] for n in ("host", "port") if n in given})
    serve(settings, load_app, reload=options.reload)
    return 0


def load_app() -> "FastAPI":
    """Return the application, in the process of a worker: the main process never needs it.

    Raises:
        SystemExit: its settings are not fit for production.
    """
    from app.core.settings import UnsafeSettings
    from app.main import create_app

    try:
        return create_app()
    except UnsafeSettings as error:
        raise SystemExit(f"error: {error}") from None
