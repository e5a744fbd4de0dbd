"""Ask the running service whether it is ready; a container's health check."""

import argparse
import sys


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app health`."""
    word.add_argument("--live", action="store_true", help="ask only whether the process answers")


def run(options: argparse.Namespace) -> int:
    """Return 0 if it answers that it is."""
    import os
    from http.client import HTTPConnection, HTTPException

    # read here without pydantic: a probe runs every few seconds and must cost nothing
    host = os.environ.get("SERVER_HOST", "127.0.0.1")
    port = int(os.environ.get("SERVER_PORT", "8000"))
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = HTTPConnection(reachable, port, timeout=3)
    try:
        connection.request("GET", "/health/live" if options.live else "/health/ready")
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        print(f"error: the service does not answer: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()
    print(status)
    return 0 if status == 200 else 1
