"""Administrators issue, list, rotate and revoke keys, and nobody else does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.audit import read_entries
from app.core.caller import Caller
from tests.credentials import send

BecomeCaller = Callable[..., Caller]
EVE = UUID("0192f0c1-0000-7000-8000-00000000000e")
ADMINS = frozenset({"access:manage"})


def issue(client: TestClient, **fields: object) -> dict[str, Any]:
    """Return a key that has just been issued."""
    answer = client.post("/admin/keys", json={"name": "ci", "role": "member", **fields})
    assert answer.status_code == 201, answer.text
    issued: dict[str, Any] = answer.json()
    return issued


def list_actions(client: TestClient, app: FastAPI, key_id: str) -> list[tuple[str, str]]:
    """Return what was written down about a key, and in which request, oldest first."""
    assert client.portal is not None
    entries = client.portal.call(read_entries, app.state.database, 1000)
    found = [entry for entry in entries if str(entry.subject_id) == key_id]
    return [(entry.action, entry.request_id) for entry in reversed(found)]


@pytest.mark.promise("S11")
def test_a_key_that_was_issued_lets_its_holder_in(client: TestClient) -> None:
    issued = issue(client, scopes=["notes:read"])
    about = issued["about"]

    assert client.get(f"/admin/keys/{about['id']}").json() == about
    assert client.get("/admin/keys", headers=send(issued["key"])).status_code == 403
    assert about["scopes"] == ["notes:read"]


@pytest.mark.promise("S11")
def test_a_key_is_shown_once(client: TestClient) -> None:
    issued = issue(client)
    secret = issued["key"].split("_", 2)[2]

    shown = client.get("/admin/keys").text + client.get(f"/admin/keys/{issued['about']['id']}").text

    assert issued["about"]["id"] in shown
    assert secret not in shown


@pytest.mark.promise("S11")
def test_a_key_ends(client: TestClient) -> None:
    about = issue(client, days=30)["about"]

    good_for = datetime.fromisoformat(about["expires_at"]) - datetime.fromisoformat(
        about["created_at"]
    )

    assert good_for == timedelta(days=30)


@pytest.mark.parametrize(
    "fields",
    [
        {"days": 0},
        {"days": 367},
        {"role": "root"},
        {"scopes": []},
        {"scopes": ["notes:delete"]},
        {"name": ""},
        {"digest": "x"},
        {"id": str(EVE)},
    ],
)
@pytest.mark.promise("S19")
def test_what_a_key_can_be_is_bounded(client: TestClient, fields: dict[str, object]) -> None:
    body = {"name": "ci", "role": "member", **fields}

    assert client.post("/admin/keys", json=body).status_code == 422


@pytest.mark.promise("S21")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/admin/keys", None),
        ("POST", "/admin/keys", {"name": "mine", "role": "admin"}),
        ("GET", f"/admin/keys/{EVE}", None),
        ("POST", f"/admin/keys/{EVE}/rotate", {}),
        ("DELETE", f"/admin/keys/{EVE}", None),
    ],
)
def test_only_who_manages_access_comes_here(
    client: TestClient, become: BecomeCaller, method: str, path: str, body: object
) -> None:
    become(EVE, frozenset({"notes:read", "notes:write"}))

    assert client.request(method, path, json=body).status_code == 403


@pytest.mark.promise("S21")
def test_nobody_gives_a_scope_that_they_do_not_hold(
    client: TestClient, become: BecomeCaller
) -> None:
    become(EVE, ADMINS)

    more = client.post("/admin/keys", json={"name": "more", "role": "member"})
    own = client.post(
        "/admin/keys", json={"name": "own", "role": "admin", "scopes": ["access:manage"]}
    )

    assert (more.status_code, own.status_code) == (403, 201)


def test_a_key_cannot_do_what_its_role_does_not_hold(client: TestClient) -> None:
    body = {"name": "ci", "role": "reader", "scopes": ["notes:write"]}

    assert client.post("/admin/keys", json=body).status_code == 400


@pytest.mark.promise("S11")
def test_a_rotated_key_has_a_new_text_and_the_same_id(client: TestClient) -> None:
    old = issue(client)

    new = client.post(f"/admin/keys/{old['about']['id']}/rotate", json={"overlap_hours": 0})

    assert new.status_code == 200
    assert new.json()["about"]["id"] == old["about"]["id"]
    assert client.get("/admin/keys", headers=send(old["key"])).status_code == 401
    assert client.get("/admin/keys", headers=send(new.json()["key"])).status_code == 403


@pytest.mark.promise("S11")
def test_a_revoked_key_stays_revoked(client: TestClient) -> None:
    issued = issue(client)
    path = f"/admin/keys/{issued['about']['id']}"

    first, second = client.delete(path), client.delete(path)

    assert (first.status_code, second.status_code) == (204, 204)
    assert client.get(path).json()["revoked_at"] is not None
    assert client.post(f"{path}/rotate", json={}).status_code == 409
    assert client.get("/admin/keys", headers=send(issued["key"])).status_code == 401


@pytest.mark.parametrize(("method", "rest"), [("GET", ""), ("DELETE", ""), ("POST", "/rotate")])
def test_a_key_that_is_not_there_is_not_found(client: TestClient, method: str, rest: str) -> None:
    body: object = {} if method == "POST" else None

    assert client.request(method, f"/admin/keys/{EVE}{rest}", json=body).status_code == 404


@pytest.mark.promise("S29")
def test_the_list_comes_in_pages_newest_first(client: TestClient, become: BecomeCaller) -> None:
    ids = [issue(client, name=str(number))["about"]["id"] for number in range(3)]

    first = client.get("/admin/keys", params={"limit": 2}).json()
    rest = client.get("/admin/keys", params={"limit": 2, "cursor": first["next_cursor"]}).json()

    assert [item["id"] for item in first["items"]] == [ids[2], ids[1]]
    assert rest["items"][0]["id"] == ids[0]
    assert rest["next_cursor"] is None
    become(EVE, ADMINS)
    stolen = client.get("/admin/keys", params={"cursor": first["next_cursor"]})
    assert stolen.status_code == 400


@pytest.mark.promise("S29")
@pytest.mark.parametrize("limit", ["0", "-1", "101", "1000000000", "x"])
def test_a_page_has_1_to_100_keys(client: TestClient, limit: str) -> None:
    assert client.get("/admin/keys", params={"limit": limit}).status_code == 422


@pytest.mark.promise("S59")
def test_what_is_done_to_a_key_is_written_down(client: TestClient, app: FastAPI) -> None:
    headers = {"X-Request-Id": "the-request"}
    body = {"name": "ci", "role": "member"}
    key_id = client.post("/admin/keys", json=body, headers=headers).json()["about"]["id"]

    client.post(f"/admin/keys/{key_id}/rotate", json={}, headers=headers)
    client.delete(f"/admin/keys/{key_id}", headers=headers)
    client.delete(f"/admin/keys/{key_id}", headers=headers)

    assert list_actions(client, app, key_id) == [
        ("key.issued", "the-request"),
        ("key.rotated", "the-request"),
        ("key.revoked", "the-request"),
    ]
