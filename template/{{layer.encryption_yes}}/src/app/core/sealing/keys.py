"""The keys: read from two files that are nowhere but on the machines that serve.

`encryption_keys` has a key a line, the newest last: it seals, all of them open. The file
`encryption_index_key` has one, for marks by which values are found. A key is 64 hexadecimal digits.
"""

import hmac
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.sealing.errors import KeyFault, UnknownKey

KEYS_FILE = "encryption_keys"
INDEX_FILE = "encryption_index_key"
KEY_BYTES = 32
PROPER = re.compile("[0-9a-fA-F]{" + str(2 * KEY_BYTES) + "}")
LEAST_VARIETY = 8  # different digits: a key that somebody typed is no key
HINT = "app encryption new makes one"


@dataclass(frozen=True, slots=True)
class Key:
    """A key that seals, and the name under which values remember it."""

    id: str
    cipher: AESGCM


@dataclass(frozen=True, slots=True)
class Keys:
    """All keys of the service, the newest last."""

    by_id: dict[str, Key]
    index_id: str
    index_key: bytes = field(repr=False)

    @property
    def newest(self) -> Key:
        """The key that seals."""
        return next(reversed(self.by_id.values()))

    def find(self, key_id: str) -> Key:
        """Return the key of that name.

        Raises:
            UnknownKey: there is none.
        """
        key = self.by_id.get(key_id)
        if key is None:
            raise UnknownKey(key_id)
        return key


def read_keys(folder: Path) -> Keys:
    """Return the keys whose files are in `folder`.

    Raises:
        KeyFault: they are not, or hold something else.
    """
    raw = read_lines(folder / KEYS_FILE)
    index = read_lines(folder / INDEX_FILE)
    if len(index) > 1:
        raise KeyFault(f"{folder / INDEX_FILE} holds more than one key")
    if index[0] in raw:
        raise KeyFault(f"{folder / INDEX_FILE} holds a key of {KEYS_FILE}: {HINT}")
    keys = [Key(name_key(key), AESGCM(key)) for key in raw]
    return Keys({key.id: key for key in keys}, name_key(index[0]), index[0])


def read_lines(path: Path) -> list[bytes]:
    """Return the keys of one file."""
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        raise KeyFault(f"there is no file {path}: {HINT}") from None
    except OSError as error:
        raise KeyFault(f"{path} cannot be read: {error.strerror}") from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        if not PROPER.fullmatch(line) or len(set(line.lower())) < LEAST_VARIETY:
            raise KeyFault(f"line {number} of {path} is no key: {HINT}")
    if not lines:
        raise KeyFault(f"{path} holds no key: {HINT}")
    return [bytes.fromhex(line) for line in lines]


def name_key(key: bytes) -> str:
    """Return the name of `key`: it tells keys apart, and nothing of them."""
    return hmac.digest(key, b"the name of this key", sha256)[:4].hex()


def make_missing(folder: Path) -> list[Path]:
    """Make the files of keys that are not in `folder` yet; return which they are."""
    return [path for name in (KEYS_FILE, INDEX_FILE) if make_file(path := folder / name)]


def make_file(path: Path) -> bool:
    """Write a file with one new key, unless it is there; say whether it was written."""
    if path.exists():
        return False
    try:
        write_keys(path, [new_key()], 0o600, take_place=Path.hardlink_to)
    except FileExistsError:  # somebody else was first, and theirs counts
        return False
    return True


def add_key(path: Path) -> str:
    """Write a new key behind those of the file, and return its name."""
    key, kept = new_key(), [line.hex() for line in read_lines(path)]
    write_keys(path, [*kept, key], path.stat().st_mode & 0o777)
    return name_key(bytes.fromhex(key))


def replace_key(path: Path) -> str:
    """Write a new key in place of what the file holds, and return its name."""
    key = new_key()
    write_keys(path, [key], path.stat().st_mode & 0o777)
    return name_key(bytes.fromhex(key))


def new_key() -> str:
    """Return a new key as it stands in a file."""
    return secrets.token_hex(KEY_BYTES)


def write_keys(
    path: Path,
    keys: list[str],
    mode: int,
    take_place: Callable[[Path, Path], object] = lambda path, new: new.replace(path),
) -> None:
    """Write the file as a whole: whoever reads it meanwhile sees the old or the new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        new = Path(file.name)
        try:
            file.write("".join(f"{key}\n" for key in keys))
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
            take_place(path, new)
        finally:
            new.unlink(missing_ok=True)
