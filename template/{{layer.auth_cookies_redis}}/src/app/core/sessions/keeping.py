"""Where this service keeps its sessions: in the database, or in Redis if an operator wants that."""

from typing import Literal

from fastapi import FastAPI

from app.core.redis.settings import RedisSettings
from app.core.sessions.redis_store import RedisStore
from app.core.sessions.store import DatabaseStore, Store
from app.core.settings import EnvironmentSettings, read_settings


class KeepingSettings(EnvironmentSettings, env_prefix="SESSION_"):
    """`SESSION_STORE` sets `store`."""

    store: Literal["database", "redis"] = "database"


def open_store(app: FastAPI) -> Store:
    """Return what keeps them."""
    if read_settings(KeepingSettings).store == "redis":
        return RedisStore(app.state.redis, read_settings(RedisSettings).prefix)
    return DatabaseStore(app.state.database)
