"""How long a key that was looked up is believed."""

from app.core.settings import EnvironmentSettings

LONGEST_CACHE_SECONDS = 60.0


class KeySettings(EnvironmentSettings, env_prefix="API_KEYS_"):
    """`API_KEYS_CACHE_SECONDS` sets `cache_seconds`, and so on."""

    cache_seconds: float = 5.0  # a key that another process revokes is good for as long; 0: never
    cached: int = 10_000  # keys

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        if self.cache_seconds <= LONGEST_CACHE_SECONDS:
            return []
        return ["API_KEYS_CACHE_SECONDS keeps revoked keys alive: write 60 or less."]
