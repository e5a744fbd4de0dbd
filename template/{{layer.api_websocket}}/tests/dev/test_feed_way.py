"""Who serves for development is told where the live feed is, and the image names that port."""

from pathlib import Path

import pytest

from app.core.http.settings import ServerSettings
from app.core.sockets.settings import SocketSettings
from dev.ways import list_ways

ROOT = Path(__file__).parents[2]


def test_the_feed_is_named_at_the_port_after_that_of_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SERVER_PORT", "8123")
    monkeypatch.delenv("SOCKETS_PORT", raising=False)

    assert "ws://localhost:8124/feed " in "\n".join(list_ways(""))


def test_the_feed_is_named_at_a_port_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCKETS_PORT", "8200")

    assert "ws://localhost:8200/feed " in "\n".join(list_ways(""))


def test_the_image_names_the_port_of_sockets() -> None:
    port = SocketSettings(port=0).find_port(ServerSettings.model_fields["port"].default)

    assert f"EXPOSE {port}" in (ROOT / "Dockerfile").read_text().splitlines()
