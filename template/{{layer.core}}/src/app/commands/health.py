"""Ask the running service whether it is ready; a container's health check."""

import argparse
import sys


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app health`."""
    word.add_argument("--live", action="store_true", help="ask only whether the process answers")


def run(options: argparse.Namespace) -> int:
    """Return 0 if it answers that it is."""
    import os

    # read here without pydantic: a probe runs every few seconds and must cost nothing
    host = os.environ.get("SERVER_HOST", "127.0.0.1")
    port = int(os.environ.get("SERVER_PORT", "8000"))
    try:
        status = ask(host, port, "/health/live" if options.live else "/health/ready")
    except OSError as error:
        print(f"error: the service does not answer: {error}", file=sys.stderr)
        return 1
    print(status)
    return 0 if status == 200 else 1


def ask(host: str, port: int, path: str, seconds: float = 3) -> int:
    """Return the status of the answer to one request to this machine.

    Raises:
        OSError: there is no answer, or none of HTTP.
    """
    from http.client import HTTPConnection, HTTPException

    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = HTTPConnection(reachable, port, timeout=seconds)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except HTTPException as error:
        raise ConnectionError(f"this is no answer: {error!r}") from error
    finally:
        connection.close()
