"""The first administrator comes from the command line."""

import pytest
from fastapi.testclient import TestClient

from app.cli import main
from tests.accounts.conftest import EMAIL, PASSWORD
from tests.credentials import read_login

Said = pytest.CaptureFixture[str]


def tell(said: Said, *words: str) -> str:
    """Return the last line that a command writes to stdout."""
    said.readouterr()
    assert main(list(words)) == 0
    return said.readouterr().out.splitlines()[-1]


@pytest.mark.promise("S16")
def test_the_first_administrator_is_made_once(client: TestClient, capsys: Said) -> None:
    code = tell(capsys, "admin", EMAIL.upper())

    again = main(["admin", "eve@example.com"])
    reset = client.post("/auth/password/reset", json={"code": code, "password": PASSWORD})
    login = client.post("/auth/login", json={"email": EMAIL, "password": PASSWORD})

    assert again == 1
    assert "there already" in capsys.readouterr().err
    assert (reset.status_code, login.status_code) == (204, 200)
    assert client.get("/admin/accounts", headers=read_login(login)).status_code == 200


@pytest.mark.promise("S16")
def test_before_they_set_a_password_none_opens_their_account(
    client: TestClient, capsys: Said
) -> None:
    tell(capsys, "admin", EMAIL)

    for password in ("!", "", PASSWORD):
        form = {"email": EMAIL, "password": password}
        assert client.post("/auth/login", json=form).status_code == 401


def test_what_is_no_address_is_one_plain_error(capsys: Said) -> None:
    assert main(["admin", "ada"]) == 1
    assert capsys.readouterr().err == "error: that is no e-mail address.\n"
