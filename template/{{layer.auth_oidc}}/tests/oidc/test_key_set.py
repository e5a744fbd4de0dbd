"""Of what a provider publishes, only keys that can be trusted with signatures are taken."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm

from app.oidc.key_set import MOST_KEYS, read_keys
from tests.oidc.conftest import PRIVATE, describe

SHORT = RSAAlgorithm.to_jwk(
    generate_private_key(65537, 1024).public_key(),  # noqa: S505  # it has to be too short
    as_dict=True,
)
SECRET = RSAAlgorithm.to_jwk(PRIVATE["RS256"], as_dict=True)


@pytest.mark.promise("S03")
@pytest.mark.parametrize(
    ("name", "algorithms"),
    [("RS256", {"RS256", "PS256"}), ("ES256", {"ES256"}), ("EdDSA", {"EdDSA"})],
)
def test_a_key_verifies_what_fits_its_kind(name: str, algorithms: set[str]) -> None:
    [key] = read_keys({"keys": [describe(name)]}, ("RS256", "PS256", "ES256", "ES384", "EdDSA"))

    assert key.id == "one"
    assert key.algorithms == algorithms


@pytest.mark.promise("S03")
@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(describe(use="enc"), id="for encryption"),
        pytest.param(describe(key_ops=["wrapKey"]), id="for other keys"),
        pytest.param(describe(alg="RSA-OAEP"), id="for another algorithm"),
        pytest.param({**SHORT, "key_ops": ["verify"]}, id="too short"),
        pytest.param({**SECRET, "key_ops": ["verify"]}, id="secret no more"),
        pytest.param({"kty": "oct", "k": "AAAA", "kid": "one"}, id="a shared secret"),
        pytest.param(describe(kty="EC"), id="of no kind"),
        pytest.param(describe(n="!"), id="damaged"),
        pytest.param(describe(kid=7), id="with an id that is none"),
        pytest.param("a key", id="no key at all"),
    ],
)
def test_what_is_of_no_use_is_left_out(entry: Any) -> None:
    keys = read_keys({"keys": [entry, describe(key_id="good")]}, ("RS256",))

    assert [key.id for key in keys] == ["good"]


@pytest.mark.parametrize("document", [{}, {"keys": None}, {"keys": {}}])
def test_a_set_that_is_none_holds_no_keys(document: dict[str, Any]) -> None:
    assert read_keys(document, ("RS256",)) == []


def test_a_set_without_end_is_read_to_its_bound() -> None:
    assert len(read_keys({"keys": [describe()] * (MOST_KEYS + 1)}, ("RS256",))) == MOST_KEYS
