"""How MariaDB is given a certificate, and what it says of a connection, for the tests of it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from dev.engine import find_program
from dev.servers import CannotStart

ENCRYPTION = text(
    "SELECT variable_value FROM information_schema.session_status"
    " WHERE variable_name = 'SSL_VERSION'"
)


def serve(port: int, secrets: Path) -> list[str]:
    """Return the options of a server that listens at `port` with the certificate in `secrets`."""
    try:
        find_program("mariadbd")
    except CannotStart as missing:  # the tests' own server may be somewhere else
        pytest.skip(str(missing))
    return [
        "--skip-networking=0",
        "--bind-address=127.0.0.1",
        f"--port={port}",
        f"--ssl-cert={secrets / 'database_certificate'}",
        f"--ssl-key={secrets / 'database_key'}",
    ]
