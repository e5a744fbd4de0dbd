"""The limits of HTTP, and how the server process runs."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from app.core.settings import EnvironmentSettings, Words, split_list

Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(split_list)]
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def refuse_patterns(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return `names` in small letters, if each is one exact name."""
    for name in names:
        if "*" in name or "/" in name.removeprefix("https://").removeprefix("http://"):
            raise ValueError("name each host or origin exactly, without * and without a path")
    return tuple(name.lower() for name in names)


Names = Annotated[Words, AfterValidator(refuse_patterns)]


class HttpSettings(EnvironmentSettings, env_prefix="HTTP_"):
    """Which requests are read, and for how long; `HTTP_ALLOWED_HOSTS` and so on."""

    allowed_hosts: Names = ()  # empty: this machine's own names, which production refuses
    trusted_proxies: Networks = ()  # whose X-Forwarded-For and -Proto are believed
    cors_origins: Names = ()  # whose scripts may call from a browser
    body_bytes: int = Field(1_000_000, gt=0)
    body_seconds: float = Field(8, gt=0)
    request_seconds: float = Field(10, gt=0)
    running_requests: int = Field(64, gt=0)  # one worker's, beyond them callers are sent away

    def list_dangers(self) -> list[str]:
        """Return what would leave the service open or unbounded."""
        dangers: list[str] = []
        if not self.allowed_hosts:
            dangers.append("HTTP_ALLOWED_HOSTS is empty: name the hosts that callers use.")
        if any(network.prefixlen == 0 for network in self.trusted_proxies):
            dangers.append("HTTP_TRUSTED_PROXIES holds everybody: name your proxies.")
        if any(origin.startswith("http:") for origin in self.cors_origins):
            dangers.append("HTTP_CORS_ORIGINS holds an http: origin: use https.")
        if self.request_seconds > 60 or self.body_seconds > 60:
            dangers.append("HTTP_REQUEST_SECONDS or HTTP_BODY_SECONDS is over 60: lower it.")
        return dangers


class ServerSettings(EnvironmentSettings, env_prefix="SERVER_"):
    """How `app serve` runs; `SERVER_PORT` and so on."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    workers: int = Field(0, ge=0, validation_alias="WEB_CONCURRENCY")  # 0: one a CPU
    header_seconds: float = Field(8, ge=0.001)
    drain_seconds: float = Field(1, ge=0)  # not ready, still answering
    stop_seconds: int = Field(11, gt=0)  # for requests that are still running

    def list_dangers(self) -> list[str]:
        """Return what would make the process unreachable or unstoppable."""
        dangers: list[str] = []
        if self.port >= 32768:
            dangers.append("SERVER_PORT can be taken by a client connection: stay below 32768.")
        if self.drain_seconds + self.stop_seconds > 14:
            dangers.append("SERVER_DRAIN_SECONDS and SERVER_STOP_SECONDS exceed 14 together.")
        return dangers
