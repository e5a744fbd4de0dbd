"""The keys that sign tokens come from the command line."""

import pytest

from app.cli import main


def test_a_signing_key_is_new_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    keys = set()
    for _ in range(2):
        assert main(["signing_key"]) == 0
        keys.add(capsys.readouterr().out.splitlines()[-1])

    assert len(keys) == 2
    assert {len(key) for key in keys} == {64}
