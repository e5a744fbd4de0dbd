"""Letters to people: through an SMTP server in production, onto the console in development."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

import structlog
from pydantic import SecretStr

from app.core.settings import EnvironmentSettings

log = structlog.get_logger("app.mail")

NOBODY = "no-reply@localhost"  # who letters are from where MAIL_SENDER says nothing


class MailSettings(EnvironmentSettings, env_prefix="MAIL_"):
    """`MAIL_HOST` sets `host`, and so on."""

    host: str = ""  # none: letters are shown in development, and not sent in production
    port: int = 587
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str = ""
    encrypted: bool = True  # STARTTLS, with a certificate that is checked
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: to whom, about what, and what it says."""

    to: str
    subject: str
    text: str


class Mail(Protocol):
    """What sends letters."""

    async def send(self, letter: Letter) -> None: ...


class Console:
    """Show letters to the developer."""

    async def send(self, letter: Letter) -> None:
        """Print it."""
        print(f"\nTo: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}\n", flush=True)


class Nowhere:
    """Be without a server: say that a letter was not sent, and nothing of what it said."""

    async def send(self, letter: Letter) -> None:
        """Say so."""
        log.error("a letter was not sent: set MAIL_HOST", subject=letter.subject)


class Smtp:
    """Send letters through a server."""

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings

    async def send(self, letter: Letter) -> None:
        """Send it, in a thread: the library waits for the server."""
        await asyncio.to_thread(self.hand_over, letter)

    def hand_over(self, letter: Letter) -> None:
        """Give the letter to the server."""
        message, settings = EmailMessage(), self.settings
        message["From"], message["To"] = settings.sender or NOBODY, letter.to
        message["Subject"] = letter.subject
        message.set_content(letter.text)
        with smtplib.SMTP(settings.host, settings.port, timeout=settings.seconds) as server:
            if settings.encrypted:
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password.get_secret_value())
            server.send_message(message)


def open_mail(settings: MailSettings, in_production: bool) -> Mail:
    """Return what sends letters here."""
    if settings.host:
        return Smtp(settings)
    return Nowhere() if in_production else Console()
