"""How PostgreSQL is given a certificate, and what it says of a connection, for the tests of it."""

from pathlib import Path

from sqlalchemy import text

ENCRYPTION = text("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")


def serve(port: int, secrets: Path) -> list[str]:
    """Return the options of a server that listens at `port` with the certificate in `secrets`."""
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "ssl": "on",
        "ssl_cert_file": secrets / "database_certificate",
        "ssl_key_file": secrets / "database_key",
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
