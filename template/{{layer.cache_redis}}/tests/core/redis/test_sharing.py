"""The service works with Redis and without it, and production has a password for it."""

import pytest
from fastapi.testclient import TestClient

from app.core.redis.counters import CountersOfAll
from app.core.redis.relay import RelayThroughRedis
from app.core.redis.settings import RedisSettings
from app.main import create_app
from tests.core.redis.conftest import Server

GOOD = "thirty-two-letters-of-a-password"  # pragma: allowlist secret


def test_the_running_service_counts_and_tells_through_redis(
    valkey: Server, environment: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REDIS_URL", valkey.settings.url)
        patch.setenv("REDIS_SECONDS", "5")  # the machine may be busy
        app = create_app()
        with TestClient(app, base_url="http://localhost") as client:
            assert isinstance(app.state.limits.counters, CountersOfAll)
            assert isinstance(app.state.relay, RelayThroughRedis)
            assert client.get("/nowhere").status_code == 404
            app.state.relay.publish("colours", b"the last word")
        assert not app.state.relay.waiting


@pytest.mark.promise("S68")
def test_the_service_starts_and_is_ready_without_redis(environment: pytest.MonkeyPatch) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REDIS_URL", "unix:///nowhere/socket")
        app = create_app()
        with TestClient(app, base_url="http://localhost") as client:
            assert client.get("/health/ready").status_code == 200
            assert client.get("/nowhere").status_code == 404
            app.state.relay.publish("colours", b"red")


@pytest.mark.promise("S74")
@pytest.mark.parametrize(
    ("url", "password", "danger"),
    [
        ("redis://cache:6379", None, "REDIS_PASSWORD needs"),
        ("redis://cache:6379", "short", "REDIS_PASSWORD needs"),
        ("redis://:word@cache:6379", GOOD, "REDIS_URL holds a password"),
    ],
)
def test_production_wants_a_password_apart_from_the_address(
    url: str, password: str | None, danger: str
) -> None:
    settings = RedisSettings(url=url, password=password, _env_file=None)

    assert [text.startswith(danger) for text in settings.list_dangers()] == [True]


def test_settings_in_order_hold_no_danger() -> None:
    settings = RedisSettings(url="rediss://cache:6379/0", password=GOOD, _env_file=None)

    assert settings.list_dangers() == []
