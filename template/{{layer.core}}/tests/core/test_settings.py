"""Where settings come from, and which of them production refuses."""

from pathlib import Path

import pytest

from app.cli import main
from app.core.http.settings import HttpSettings, ServerSettings
from app.core.settings import Settings, UnsafeSettings, find_kinds
from app.main import create_app


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without the developer's own `.env`."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.promise("S74")
def test_production_does_not_start_with_unsafe_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APP_ENVIRONMENT", raising=False)
    monkeypatch.setenv("HTTP_ALLOWED_HOSTS", "")

    with pytest.raises(UnsafeSettings, match="HTTP_ALLOWED_HOSTS is empty"):
        create_app()


@pytest.mark.promise("S74")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("HTTP_CORS_ORIGINS", "http://app.example"),
        ("HTTP_CORS_ORIGINS", "https://*.example"),
        ("HTTP_ALLOWED_HOSTS", "*"),
        ("HTTP_REQUEST_SECONDS", "600"),
        ("SERVER_PORT", "40000"),
        ("SERVER_STOP_SECONDS", "60"),
        ("APP_ENVIRONMENT", "development"),
        ("APP_ENVIRONMENT", "prod"),
    ],
)
def test_each_danger_is_listed_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv("HTTP_ALLOWED_HOSTS", "shop.example")
    monkeypatch.setenv("APP_ENVIRONMENT", "production")
    monkeypatch.setenv(name, value)

    code = main(["check", "--deploy"])

    assert code == 1
    assert name in capsys.readouterr().out


@pytest.mark.promise("S74")
def test_a_danger_never_shows_the_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTP_BODY_BYTES", "hunter2")

    code = main(["check"])

    told = capsys.readouterr()
    assert code == 1
    assert "HTTP_BODY_BYTES: " in told.out
    assert "hunter2" not in told.out + told.err


def test_settings_in_order_are_said_to_be(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().err == "The settings are in order.\n"


def test_safe_settings_hold_no_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_ALLOWED_HOSTS", "shop.example, api.shop.example")

    settings = HttpSettings()

    assert settings.allowed_hosts == ("shop.example", "api.shop.example")
    assert settings.list_dangers() == []
    assert ServerSettings().list_dangers() == []
    assert Settings(environment="production").list_dangers() == []


@pytest.mark.promise("S74")
def test_a_secret_is_read_from_a_file(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "http_body_bytes").write_text("123\n")
    monkeypatch.setenv("APP_SECRETS_DIR", str(elsewhere))

    assert HttpSettings().body_bytes == 123

    monkeypatch.setenv("HTTP_BODY_BYTES", "456")
    assert HttpSettings().body_bytes == 456


@pytest.mark.promise("S74")
def test_a_setting_that_cannot_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_ENVIRONMENT", "development")
    monkeypatch.setenv("SERVER_HEADER_SECONDS", "0")

    with pytest.raises(UnsafeSettings, match="SERVER_HEADER_SECONDS: Input should be greater"):
        create_app()


def test_the_example_names_every_setting() -> None:
    example = Path(__file__).parents[2].joinpath(".env.example").read_text()

    missing = [
        variable
        for kind in find_kinds()
        for name, field in kind.model_fields.items()
        if (
            variable := field.validation_alias or f"{kind.model_config['env_prefix']}{name}".upper()
        )
        and f"{variable}=" not in example
    ]

    assert missing == []


def test_the_workers_are_counted_where_the_platform_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "3")

    assert ServerSettings().workers == 3
