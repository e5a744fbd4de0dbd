"""How long a session lasts."""

from pydantic import Field

from app.core.settings import EnvironmentSettings


class SessionSettings(EnvironmentSettings, env_prefix="SESSION_"):
    """`SESSION_IDLE_MINUTES` sets `idle_minutes`, and so on."""

    idle_minutes: int = Field(default=60, ge=5, le=1440)  # without a request, give or take one
    hours: int = Field(default=24, ge=1, le=720)  # then one logs in again, however busy
