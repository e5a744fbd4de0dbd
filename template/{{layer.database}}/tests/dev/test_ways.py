"""Who serves for development is told where the service is: at the ports of its settings."""

import re
from pathlib import Path

import pytest

from dev.__main__ import show_ways
from dev.ways import list_ways


def test_each_way_is_shown_with_its_port_and_with_what_a_caller_sends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SERVER_PORT", "8123")

    show_ways({"X-Who": "Ada"})

    shown = capsys.readouterr().out
    assert 'curl -H "X-Who: Ada" localhost:8123/' in shown
    assert not re.search(r"\{\w+\}", shown)


def test_a_port_of_the_file_of_settings_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SERVER_PORT", raising=False)
    Path(".env").write_text("SERVER_PORT=8124\n")

    assert "localhost:8124/" in list_ways("")[0]
