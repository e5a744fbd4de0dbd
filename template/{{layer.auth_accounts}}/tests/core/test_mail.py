"""Letters reach a real server, and are not lost without a word where there is none."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from app.core.mail import NOBODY, Console, Letter, MailSettings, Nowhere, Smtp, open_mail
from tests.process.service import find_port

LETTER = Letter("ada@example.com", "Grüße", "The code is 1234.")


class Server:
    """A server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a letter."""
        self.letters.append(envelope)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Server, int]]:
    """A server that runs, and its port."""
    kept = Server()
    controller = Controller(kept, hostname="127.0.0.1", port=find_port())
    controller.start()
    yield kept, controller.port
    controller.stop()


def test_a_letter_reaches_the_server(server: tuple[Server, int]) -> None:
    kept, port = server
    settings = MailSettings(host="127.0.0.1", port=port, encrypted=False, _env_file=None)

    asyncio.run(open_mail(settings, in_production=True).send(LETTER))

    [envelope] = kept.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == (NOBODY, ["ada@example.com"])
    assert b"The code is 1234." in envelope.content


def test_a_server_without_encryption_gets_no_letter(server: tuple[Server, int]) -> None:
    kept, port = server
    settings = MailSettings(
        host="127.0.0.1", port=port, user="app", password=SecretStr("x"), _env_file=None
    )

    with pytest.raises(Exception, match="STARTTLS"):
        asyncio.run(Smtp(settings).send(LETTER))

    assert kept.letters == []


def test_an_address_cannot_bring_a_header(server: tuple[Server, int]) -> None:
    kept, port = server
    settings = MailSettings(host="127.0.0.1", port=port, encrypted=False, _env_file=None)

    with pytest.raises(ValueError, match="linefeed"):
        asyncio.run(Smtp(settings).send(Letter("a@b.de\nBcc: c@d.de", "x", "x")))

    assert kept.letters == []


def test_development_shows_letters_and_production_says_that_they_are_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    nobody = MailSettings(host="", _env_file=None)
    console, nowhere = open_mail(nobody, False), open_mail(nobody, True)

    asyncio.run(console.send(LETTER))
    shown = capsys.readouterr().out
    asyncio.run(nowhere.send(LETTER))
    lost = capsys.readouterr().out

    assert isinstance(console, Console)
    assert isinstance(nowhere, Nowhere)
    assert "1234" in shown
    assert "1234" not in lost
    assert "not sent" in lost
