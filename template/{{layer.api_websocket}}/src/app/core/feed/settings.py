"""How long the feed remembers, and how soon it looks for what nobody told it of."""

from datetime import timedelta

from pydantic import Field

from app.core.settings import EnvironmentSettings


class FeedSettings(EnvironmentSettings, env_prefix="FEED_"):
    """`FEED_KEEP_HOURS` sets `keep_hours`, and so on."""

    keep_hours: int = Field(72, gt=0)  # after which an event cannot be resumed from
    poll_seconds: float = Field(1, gt=0)  # so late may an event of another process come

    @property
    def kept(self) -> timedelta:
        """How long events are kept."""
        return timedelta(hours=self.keep_hours)
