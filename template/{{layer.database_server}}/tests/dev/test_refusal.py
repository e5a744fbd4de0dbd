"""Tests throw databases away, so they touch none that is not theirs."""

import pytest

from dev.database import open_test_server
from dev.servers import CannotStart


@pytest.mark.parametrize("database", ["app", "", "production"])
def test_a_database_whose_name_does_not_say_test_is_refused(
    monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", f"server://somebody@localhost/{database}")

    with pytest.raises(CannotStart, match="Name one with test in it"), open_test_server():
        pass


def test_one_whose_name_says_so_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "server://somebody@localhost/app_test")

    with open_test_server() as url:
        assert url == "server://somebody@localhost/app_test"
