"""A key for a repository that opens at once: with restic's own, each command works half a second.

What is in the repository stays as it is; only the way there from the password becomes shorter.
Source: restic's own documentation, "Keys, Encryption and MAC".
"""

import json
from base64 import b64decode, b64encode
from hashlib import scrypt, sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR, ECB
from cryptography.hazmat.primitives.poly1305 import Poly1305

LITTLE = {"N": 2, "r": 1, "p": 1}  # of the work that scrypt can be told to do
MOST_BYTES = 1 << 27  # of memory, which restic's own may want
NONCE_BYTES = TAG_BYTES = 16


def ease(repository: Path, password: str) -> None:
    """Put a key that opens at once in the place of the one that restic has made."""
    [made] = (repository / "keys").iterdir()
    key = json.loads(made.read_text())
    sealed = b64decode(key["data"])
    nonce, hidden = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES]
    inside = encrypt(derive(password, key), nonce, hidden)
    key |= LITTLE
    key["data"] = b64encode(seal(derive(password, key), nonce, inside)).decode()
    content = json.dumps(key).encode()
    (made.parent / sha256(content).hexdigest()).write_bytes(content)
    made.unlink()


def derive(password: str, key: dict[str, Any]) -> bytes:
    """Return what the password and the work that `key` asks for come to."""
    work = {"n": key["N"], "r": key["r"], "p": key["p"]}
    salt = b64decode(key["salt"])
    return scrypt(password.encode(), salt=salt, dklen=64, maxmem=MOST_BYTES, **work)


def seal(secret: bytes, nonce: bytes, inside: bytes) -> bytes:
    """Return `inside` as restic keeps it: nobody can read it or change it without the secret."""
    hidden = encrypt(secret, nonce, inside)
    mask = Cipher(AES(secret[32:48]), ECB()).encryptor().update(nonce)  # noqa: S305  # one block
    return nonce + hidden + Poly1305.generate_tag(secret[48:] + mask, hidden)


def encrypt(secret: bytes, nonce: bytes, text: bytes) -> bytes:
    """Return `text` encrypted, and what is encrypted as it was."""
    return Cipher(AES(secret[:32]), CTR(nonce)).encryptor().update(text)
