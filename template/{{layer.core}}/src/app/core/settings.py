"""Where settings come from, and those that every deployment has."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BeforeValidator, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)


def split_list(value: Any) -> Any:
    """Return the parts of `a,b, c`; let anything but text be."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_list)]


class EnvironmentSettings(BaseSettings):
    """Read from the environment, then from `.env`, then from files named like the variables.

    Those files lie in /run/secrets, or where `APP_SECRETS_DIR` says. An unknown name is let
    be. A feature subclasses this in its own `settings.py`, with its own prefix.
    """

    for_commands: ClassVar[bool] = False  # the service itself starts without them

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read secret files only where there is a folder of them."""
        folder = Path(os.environ.get("APP_SECRETS_DIR", "/run/secrets"))
        sources = (init_settings, env_settings, dotenv_settings)
        if not folder.is_dir():
            return sources
        return (*sources, SecretsSettingsSource(settings_cls, secrets_dir=folder))

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        return []


class Settings(EnvironmentSettings, env_prefix="APP_"):
    """`APP_ENVIRONMENT` sets `environment`, and so on; `.env.example` lists them all."""

    environment: Literal["production", "development"] = "production"

    @property
    def in_production(self) -> bool:
        """Whether real people depend on this process."""
        return self.environment == "production"

    def list_dangers(self) -> list[str]:
        """Return the one danger of these settings: to forget that this is production."""
        if self.in_production:
            return []
        return ["APP_ENVIRONMENT is development: leave it out, production is the default."]


class UnsafeSettings(Exception):
    """The settings cannot be used, or would endanger the users; `dangers` says how."""

    def __init__(self, dangers: list[str]) -> None:
        super().__init__("\n".join(["the settings are not fit for use.", *dangers]))
        self.dangers = dangers


def find_kinds(
    kind: type[EnvironmentSettings] = EnvironmentSettings,
) -> Iterator[type[EnvironmentSettings]]:
    """Yield every settings class that has been imported."""
    for subclass in kind.__subclasses__():
        yield subclass
        yield from find_kinds(subclass)


Kind = TypeVar("Kind", bound=EnvironmentSettings)


def read_settings(kind: type[Kind]) -> Kind:
    """Return the settings of `kind`.

    Raises:
        UnsafeSettings: they cannot be read.
    """
    try:
        return kind()
    except ValidationError as error:
        raise UnsafeSettings(describe_unreadable(kind, error)) from None


def list_all_dangers(*, deploy: bool = True, for_commands: bool = True) -> list[str]:
    """Return what cannot be read, and with `deploy` what production could not run with."""
    dangers: list[str] = []
    kinds = [kind for kind in find_kinds() if for_commands or not kind.for_commands]
    for kind in kinds:
        try:
            settings = read_settings(kind)
        except UnsafeSettings as error:
            dangers += error.dangers
        else:
            dangers += settings.list_dangers() if deploy else []
    return dangers


def describe_unreadable(kind: type[EnvironmentSettings], error: ValidationError) -> list[str]:
    """Return what is wrong with each variable of `kind`, never its value."""
    prefix = kind.model_config.get("env_prefix", "")
    return [
        f"{prefix}{'_'.join(map(str, problem['loc'])).upper()}: {problem['msg']}."
        for problem in error.errors(include_input=False, include_url=False)
    ]


def refuse_dangers(settings: Settings) -> None:
    """Let the service start only with settings that can be read, and in production are safe.

    Raises:
        UnsafeSettings: they are not.
    """
    if dangers := list_all_dangers(deploy=settings.in_production, for_commands=False):
        raise UnsafeSettings(dangers)
