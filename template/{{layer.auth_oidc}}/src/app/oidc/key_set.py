"""Take the usable keys out of a published set: public, for signatures, and strong enough."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
FITTING: Mapping[tuple[object, object], tuple[str, ...]] = {
    ("RSA", None): RSA,
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("OKP", "Ed25519"): ("EdDSA",),
}
LEAST_BITS = 2048
MOST_KEYS = 100


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, its id if it has one, and what it may verify."""

    id: str | None
    algorithms: frozenset[str]
    public: Any
    text: str  # all of it, so that two can be told apart


def read_keys(document: Mapping[str, Any], allowed: Iterable[str]) -> list[Key]:
    """Return the keys of a set that are of use to us; what is not is left out."""
    described = document.get("keys")
    if not isinstance(described, list):
        return []
    kinds = frozenset(allowed)
    return [key for entry in described[:MOST_KEYS] for key in read_key(entry, kinds)]


def read_key(entry: Any, allowed: frozenset[str]) -> Iterator[Key]:
    """Yield the key that `entry` describes, if it is of use to us."""
    if not isinstance(entry, dict) or not is_for_signatures(entry):
        return
    algorithms = find_algorithms(entry) & allowed
    if not algorithms:
        return
    try:
        public = jwt.PyJWK(entry, algorithm=min(algorithms)).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return
    if isinstance(public, RSAPublicKey) and public.key_size < LEAST_BITS:
        return
    key_id = entry.get("kid")
    if key_id is None or isinstance(key_id, str):
        yield Key(key_id, algorithms, public, repr(sorted(entry.items(), key=str)))


def is_for_signatures(entry: Mapping[str, Any]) -> bool:
    """Say whether a key is public and meant for signatures."""
    is_public = "d" not in entry and "k" not in entry
    operations = entry.get("key_ops", ["verify"])
    is_ours = entry.get("use", "sig") == "sig" and "verify" in operations
    return is_public and is_ours


def find_algorithms(entry: Mapping[str, Any]) -> frozenset[str]:
    """Return what a key can verify: one of them, where it says so itself."""
    kind = entry.get("kty")
    fitting = frozenset(FITTING.get((kind, None if kind == "RSA" else entry.get("crv")), ()))
    return fitting & {entry["alg"]} if isinstance(entry.get("alg"), str) else fitting
