"""The command line: it says what it can do, and ends with the right code."""

import pytest

from app.cli import main
from app.commands import COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])

    assert ended.value.code == 0
    assert f"usage: app {command}" in capsys.readouterr().out


def test_without_a_command_it_says_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert all(command in capsys.readouterr().out for command in COMMANDS[:1])


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.endswith(" 0.1.0\n")


def test_a_database_that_is_up_to_date_can_be_migrated_again(
    environment: pytest.MonkeyPatch,
) -> None:
    assert main(["migrate"]) == 0


def test_settings_that_cannot_be_read_are_one_plain_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SERVER_PORT", "eight")

    assert main(["serve"]) == 1
    assert "error: the settings are not fit for use.\nSERVER_PORT: " in capsys.readouterr().err
