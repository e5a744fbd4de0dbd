"""Where Redis is, and how long it is waited for."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from app.core.identity import NAME
from app.core.settings import EnvironmentSettings

SHORTEST_PASSWORD = 16


class RedisSettings(EnvironmentSettings, env_prefix="REDIS_"):
    """`REDIS_URL` sets `url`, and so on."""

    url: str = Field(pattern="^(redis|rediss|unix)://")  # rediss: over TLS
    password: SecretStr | None = None  # apart from the address, so that it can come from a file
    prefix: str = NAME  # of keys and channels: several services may share one server
    connections: int = Field(8, gt=1)  # of each worker
    seconds: float = Field(0.5, gt=0)  # for an answer, and until the next try; no request waits

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        if urlsplit(self.url).password:
            return ["REDIS_URL holds a password: put it into REDIS_PASSWORD."]
        if self.password is None or len(self.password.get_secret_value()) < SHORTEST_PASSWORD:
            return [f"REDIS_PASSWORD needs {SHORTEST_PASSWORD} characters."]
        return []
