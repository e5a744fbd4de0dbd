"""Who signs tokens, with what, and how long they are good."""

from pydantic import Field, SecretStr

from app.core.identity import NAME
from app.core.settings import EnvironmentSettings

SEED_DIGITS = 64  # 32 bytes, as hexadecimal digits


class TokenSettings(EnvironmentSettings, env_prefix="AUTH_"):
    """`AUTH_SIGNING_KEYS` sets `signing_keys`, and so on."""

    signing_keys: SecretStr = SecretStr("")  # seeds, the newest first: it signs, all are accepted
    issuer: str = NAME
    audience: str = NAME
    access_seconds: int = Field(default=600, ge=1, le=900)
    refresh_days: int = Field(default=7, ge=1, le=30)  # without a refresh the session ends
    session_days: int = Field(default=30, ge=1, le=365)  # then one logs in again

    def list_seeds(self) -> list[str]:
        """Return the seeds of the signing keys, the newest first."""
        return [part.strip() for part in self.signing_keys.get_secret_value().split(",") if part]

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        seeds = self.list_seeds()
        if not seeds or any(len(seed) != SEED_DIGITS or len(set(seed)) < 8 for seed in seeds):
            return ["AUTH_SIGNING_KEYS holds no proper key: app signing-key makes one."]
        return []
