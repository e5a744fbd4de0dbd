"""Keys on the command line: the first administrator's once, the others as an operator wants."""

import json
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.cli import main
from tests.credentials import send

Said = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("client")  # which deletes the keys afterwards


def tell(said: Said, *words: str) -> list[str]:
    """Return what a command writes to stdout; its line is `app` and these words."""
    said.readouterr()
    assert main(list(words)) == 0
    return [line for line in said.readouterr().out.splitlines() if '"logger"' not in line]


@pytest.mark.promise("S16")
def test_the_first_administrators_key_is_made_once(client: TestClient, capsys: Said) -> None:
    [key] = tell(capsys, "admin")

    again = main(["admin"])

    assert again == 1
    assert "was made before" in capsys.readouterr().err
    assert client.get("/admin/keys", headers=send(key)).status_code == 200


@pytest.mark.promise("S16")
def test_a_revoked_first_key_is_no_door_to_another(capsys: Said) -> None:
    tell(capsys, "admin")
    ids = [json.loads(line)["id"] for line in tell(capsys, "keys", "list")]

    tell(capsys, "keys", "revoke", ids[-1])

    assert main(["admin"]) == 1


@pytest.mark.promise("S11")
def test_a_key_is_issued_listed_rotated_and_revoked(client: TestClient, capsys: Said) -> None:
    owner = str(UUID(int=7))
    words = ["--role", "member", "--scope", "notes:read", "--owner", owner, "--days", "3"]
    [key] = tell(capsys, "keys", "issue", "ci", *words)
    [about] = [
        line for line in map(json.loads, tell(capsys, "keys", "list")) if line["name"] == "ci"
    ]
    assert (about["owner_id"], about["scopes"]) == (owner, ["notes:read"])
    assert key not in json.dumps(about)

    [new] = tell(capsys, "keys", "rotate", about["id"], "--overlap-hours", "0")
    tell(capsys, "keys", "revoke", about["id"])

    assert new != key
    assert client.get("/admin/keys", headers=send(new)).status_code == 401


def test_a_list_of_many_pages_is_shown_whole(monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.setattr("app.core.paging.LARGEST_PAGE", 2)
    for number in range(4):
        tell(capsys, "keys", "issue", str(number), "--role", "reader")

    names = [json.loads(line)["name"] for line in tell(capsys, "keys", "list")]

    assert names[:4] == ["3", "2", "1", "0"]


@pytest.mark.parametrize(
    "words",
    [
        ["keys", "revoke", "x"],
        ["keys", "revoke", str(UUID(int=7))],
        ["keys", "rotate", str(UUID(int=7)), "--overlap-hours", "1000"],
        ["keys", "issue", "ci", "--role", "member", "--days", "1000"],
        ["keys", "issue", "ci", "--role", "reader", "--scope", "notes:write"],
    ],
)
def test_what_cannot_be_done_is_one_plain_error(words: list[str], capsys: Said) -> None:
    assert main(words) == 1
    assert capsys.readouterr().err.startswith("error: ")
