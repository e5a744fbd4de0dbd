"""Where settings come from, and those that every deployment has."""

from typing import Literal

from pydantic_settings import BaseSettings


class EnvironmentSettings(BaseSettings, env_file=".env", extra="ignore"):
    """Read from the environment, then from `.env`; an unknown name is let be.

    A feature subclasses it in its own `settings.py`, with its own prefix.
    """


class Settings(EnvironmentSettings, env_prefix="APP_"):
    """`APP_ENVIRONMENT` sets `environment`, and so on; `.env.example` lists them all."""

    environment: Literal["production", "development"] = "production"
