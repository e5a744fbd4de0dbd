"""The service speaks with the database that its authority has signed for, and with no other."""

import asyncio
import os
import stat
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.cli import main
from app.core.database import Database, DatabaseSettings
from app.core.database.dialect import SOCKET
from app.core.errors import Unavailable
from dev.database import lead_through
from dev.engine import find_address, run_server
from dev.relay import open_relay
from dev.servers import hand_over, open_folder
from tests.core.database import proof
from tests.process.service import find_port

SCRIPT = Path(__file__).parents[3] / "deploy" / "certificate.sh"
NAME = "localhost"
PASSWORD = SecretStr("a" * 16)


def make_certificate(folder: Path) -> str:
    """Make a certificate as `make secrets` does, and return the authority that has signed it."""
    command = ["/bin/sh", str(SCRIPT), NAME]
    environment = {**os.environ, "SECRETS_DIR": str(folder)}
    subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603
    return (folder / "database_authority").read_text()


@pytest.fixture(scope="module")
def known() -> Iterator[DatabaseSettings]:
    """Settings for a server that has a certificate."""
    port = find_port()
    with open_folder() as folder:
        secrets = folder / "secrets"
        authority = make_certificate(secrets)
        (secrets / "database_key").chmod(0o600)
        hand_over(secrets)
        with run_server(folder, *proof.serve(port, secrets), for_tests=True) as server:
            url = lead_through(server, port).replace("127.0.0.1", NAME)
            yield DatabaseSettings(url=url, authority=authority, connect_seconds=5)


def ask(settings: DatabaseSettings) -> Sequence[object]:
    """Return what the server says of the connection: how it is encrypted."""

    async def run() -> Sequence[object]:
        database = Database(settings)
        try:
            return (await database.rows(proof.ENCRYPTION, {}))[0]
        finally:
            await database.close()

    return asyncio.run(run())


@pytest.mark.promise("S57")
def test_the_server_that_the_authority_has_signed_for_is_spoken_to_over_tls(
    known: DatabaseSettings,
) -> None:
    assert str(ask(known)[0]).startswith("TLS")


@pytest.mark.promise("S57")
def test_a_server_that_another_authority_has_signed_for_is_refused(
    known: DatabaseSettings, tmp_path: Path
) -> None:
    stranger = make_certificate(tmp_path / "secrets")

    with pytest.raises(Unavailable):
        ask(known.model_copy(update={"authority": stranger}))


@pytest.mark.promise("S57")
def test_a_server_by_another_name_than_its_certificate_is_refused(known: DatabaseSettings) -> None:
    with pytest.raises(Unavailable):
        ask(known.model_copy(update={"url": known.url.replace(NAME, "127.0.0.1")}))


@pytest.mark.promise("S57")
def test_a_server_that_cannot_encrypt_is_refused(known: DatabaseSettings, server: str) -> None:
    with open_relay(find_address(server)) as relay:
        url = lead_through(server, relay.port).replace("127.0.0.1", NAME)
        plain = DatabaseSettings(url=url, connect_seconds=5)

        assert not ask(plain)[0]
        with pytest.raises(Unavailable):
            ask(plain.model_copy(update={"authority": known.authority}))


@pytest.mark.promise("S57")
@pytest.mark.parametrize("address", ["app@db.example/app", "app@10.0.0.7/app", "app@/app"])
def test_production_wants_to_know_who_the_server_is(known: DatabaseSettings, address: str) -> None:
    settings = DatabaseSettings(url=f"server://{address}", password=PASSWORD)

    [missing] = settings.list_dangers()

    assert missing.startswith("DATABASE_AUTHORITY is missing")
    assert settings.model_copy(update={"authority": known.authority}).list_dangers() == []


@pytest.mark.promise("S57")
@pytest.mark.parametrize("address", [f"/app?{SOCKET}=/run/database", "localhost/app", "[::1]/app"])
def test_what_never_leaves_this_machine_needs_no_proof(address: str) -> None:
    settings = DatabaseSettings(url=f"server://app@{address}", password=PASSWORD)

    assert settings.list_dangers() == []


def test_a_password_is_no_part_of_the_address() -> None:
    settings = DatabaseSettings(url="server://app:secret@localhost/app")  # pragma: allowlist secret

    [danger] = settings.list_dangers()

    assert "DATABASE_PASSWORD" in danger
    assert "secret" not in danger


@pytest.mark.promise("S57")
def test_migrations_want_it_too(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("APP_ENVIRONMENT", "production")
        patch.setenv("DATABASE_PASSWORD", PASSWORD.get_secret_value())
        patch.setenv("DATABASE_URL", "server://app@db.example/app")

        assert main(["migrate"]) == 1

    assert "DATABASE_AUTHORITY is missing" in capsys.readouterr().err


@pytest.mark.promise("S57")
def test_an_authority_that_is_no_certificate_stops_the_start() -> None:
    with pytest.raises(ValueError, match="it holds no certificate in PEM"):
        DatabaseSettings(url="server://app@db.example/app", authority="whoever")


@pytest.mark.promise("S57")
def test_the_key_of_the_authority_is_gone_and_the_other_is_out_of_reach(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"

    make_certificate(folder)

    made = {"database_authority", "database_certificate", "database_key"}
    assert {path.name for path in folder.iterdir()} == made
    assert [p.name for p in folder.iterdir() if "PRIVATE" in p.read_text()] == ["database_key"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.promise("S57")
def test_a_certificate_that_is_there_is_never_touched(tmp_path: Path) -> None:
    authority = make_certificate(tmp_path / "secrets")

    assert make_certificate(tmp_path / "secrets") == authority
