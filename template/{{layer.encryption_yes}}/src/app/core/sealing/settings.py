"""Where the keys are."""

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field, field_validator

from app.core.sealing.errors import KeyFault
from app.core.sealing.keys import Keys, read_keys
from app.core.settings import EnvironmentSettings, read_settings


def find_secrets() -> Path:
    """Return the folder of secret files."""
    return Path(os.environ.get("APP_SECRETS_DIR", "/run/secrets"))


class KeysFolder(EnvironmentSettings, env_prefix="ENCRYPTION_"):
    """`ENCRYPTION_KEYS_DIR` sets `keys_dir`."""

    keys_dir: Path = Field(default_factory=find_secrets, validate_default=True)


class EncryptionSettings(KeysFolder):
    """The same, with keys in it: without them the service does not start."""

    @field_validator("keys_dir")
    @classmethod
    def hold_keys(cls, folder: Path) -> Path:
        """Return the folder, if proper keys are in it."""
        try:
            read_keys(folder)
        except KeyFault as error:
            raise ValueError(str(error)) from None
        return folder


@lru_cache(maxsize=1)
def load_keys() -> Keys:
    """Return the keys of this process, which reads them once."""
    return read_keys(read_settings(EncryptionSettings).keys_dir)


def load_keys_anew() -> Keys:
    """Return the keys that are in the files now: one may have come since this process started."""
    load_keys.cache_clear()
    return load_keys()
