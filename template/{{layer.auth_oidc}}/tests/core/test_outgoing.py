"""Other services are asked where that is allowed, and for a bounded time and size."""

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.core.outgoing import MOST_BYTES, Outgoing, Reach, Unanswered
from tests.core.answering import Answering, open_answering

HERE = Reach(seconds=2, plain=True)
PRODUCTION = Reach(seconds=2)
LOCAL = Reach(seconds=2, known=frozenset({"localhost"}))
ANYWHERE = Reach(seconds=2, anywhere=True)


def ask(url: str, reach: Reach = HERE, **how: Any) -> dict[str, Any]:
    """Return what is answered at `url`."""

    async def ask() -> dict[str, Any]:
        async with Outgoing(reach) as outgoing:
            return await outgoing.read_object(url, **how)

    return asyncio.run(ask())


@pytest.fixture
def answering() -> Iterator[Answering]:
    """A server that answers what the test wants."""
    with open_answering() as answering:
        yield answering


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost that somebody has made for themselves, and its key."""
    key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(names, critical=False)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path / "certificate.pem"
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[Answering]:
    """A server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with open_answering(context) as answering:
        answering.address = answering.address.replace("http:", "https:")
        yield answering


def test_an_answer_is_read_and_the_host_is_told_its_own_name(answering: Answering) -> None:
    answering.put("/x", {"a": 1})

    assert ask(f"{answering.address}/x") == {"a": 1}
    assert ask(f"{answering.address}/x", form={"b": "2"}) == {"a": 1}
    host = answering.address.removeprefix("http://")
    assert answering.asked == [("GET", "/x", host), ("POST", "/x", host)]


def test_another_address_of_the_host_is_tried_where_one_does_not_answer(
    answering: Answering,
) -> None:
    class TwoAddresses(Outgoing):
        async def find_addresses(self, url: httpx2.URL) -> list[str]:
            return ["127.0.0.2", "127.0.0.1"]

    async def ask() -> dict[str, Any]:
        async with TwoAddresses(HERE) as outgoing:
            return await outgoing.read_object(f"{answering.address}/x")

    answering.put("/x", {"a": 1})

    assert asyncio.run(ask()) == {"a": 1}


@pytest.mark.promise("S32")
def test_a_redirect_is_not_followed(answering: Answering) -> None:
    answering.put("/x", {}, 302, Location=f"{answering.address}/y")
    answering.put("/y", {"secret": 1})

    with pytest.raises(Unanswered, match="302"):
        ask(f"{answering.address}/x")

    assert len(answering.asked) == 1


@pytest.mark.promise("S32")
@pytest.mark.parametrize(
    "content",
    [b'{"a": "' + b"x" * MOST_BYTES + b'"}', b"<html>", b"[]", b"\xff", b"[" * 50_000],
    ids=["too large", "no JSON", "no object", "no text", "too deep"],
)
def test_an_answer_that_is_of_no_use_is_none(answering: Answering, content: bytes) -> None:
    answering.put("/x", content)

    with pytest.raises(Unanswered):
        ask(f"{answering.address}/x")


@pytest.mark.promise("S32")
def test_a_slow_answer_is_not_waited_for(answering: Answering) -> None:
    answering.may_answer.clear()
    begun = perf_counter()

    with pytest.raises(Unanswered, match="Timeout"):
        ask(f"{answering.address}/x", Reach(seconds=0.1, plain=True))

    assert perf_counter() - begun < 1


@pytest.mark.promise("S32")
def test_nobody_is_asked_without_tls_but_this_machine_in_development(answering: Answering) -> None:
    with pytest.raises(Unanswered, match="https"):
        ask(f"{answering.address}/x", LOCAL)
    with pytest.raises(Unanswered, match="https"):
        ask("http://192.0.2.1/x", HERE)

    assert answering.asked == []


@pytest.mark.promise("S32")
@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]"]
)
def test_what_an_answer_names_is_not_asked_inside_this_network(host: str) -> None:
    with pytest.raises(Unanswered, match="inside"):
        ask(f"https://{host}/x", PRODUCTION)


@pytest.mark.promise("S32")
@pytest.mark.parametrize("reach", [LOCAL, ANYWHERE])
def test_a_certificate_that_nobody_vouches_for_is_no_proof(
    encrypted: Answering, reach: Reach
) -> None:
    with pytest.raises(Unanswered, match="CERTIFICATE_VERIFY_FAILED"):
        ask(f"{encrypted.address}/x", reach)

    assert encrypted.asked == []


@pytest.mark.promise("S32")
def test_the_certificate_must_be_that_of_the_name_that_was_asked(
    encrypted: Answering, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    encrypted.put("/x", {"a": 1})

    assert ask(f"{encrypted.address}/x", LOCAL) == {"a": 1}
    with pytest.raises(Unanswered, match="CERTIFICATE_VERIFY_FAILED"):
        ask(f"{encrypted.address}/x".replace("localhost", "127.0.0.1"), ANYWHERE)


@pytest.mark.parametrize("url", ["", "nowhere", "https://", "https://does-not-exist.invalid/x"])
def test_an_address_that_is_none_is_not_answered(url: str) -> None:
    with pytest.raises(Unanswered):
        ask(url)
