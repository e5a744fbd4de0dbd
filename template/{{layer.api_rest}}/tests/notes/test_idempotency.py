"""A request that is sent again with its key is done once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.core.caller import Caller
from app.core.idempotency import KEPT, sweep

BecomeCaller = Callable[..., Caller]
EVE = UUID("0192f0c1-0000-7000-8000-00000000000e")


def write(client: TestClient, key: str = "once", **fields: object) -> Response:
    """Return the answer to a note that is written with a key."""
    headers = {"Idempotency-Key": key}
    return client.post("/notes", json={"title": "Milk", **fields}, headers=headers)


def count(client: TestClient) -> int:
    """Return how many notes there are."""
    return len(client.get("/notes").json()["items"])


@pytest.mark.promise("S51")
def test_the_second_request_is_answered_like_the_first(client: TestClient) -> None:
    first, second = write(client), write(client)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert count(client) == 1


@pytest.mark.promise("S51")
def test_a_key_stands_for_one_request(client: TestClient) -> None:
    write(client)

    other = write(client, title="Bread")

    assert other.status_code == 422
    assert count(client) == 1


@pytest.mark.promise("S51")
def test_a_key_is_its_callers_own(client: TestClient, become: BecomeCaller) -> None:
    mine = write(client)

    become(EVE)
    theirs = write(client, title="Bread")

    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine.json()["id"]


@pytest.mark.promise("S51")
def test_a_request_that_failed_can_be_sent_again(client: TestClient) -> None:
    taken = client.post("/notes", json={"title": "First", "reference": "a"})
    failed = write(client, reference="a")
    client.delete(taken.headers["location"], headers={"If-Match": '"1"'})

    again = write(client, reference="a")

    assert (failed.status_code, again.status_code) == (409, 201)


@pytest.mark.promise("S51")
def test_keys_are_kept_for_their_time_only(client: TestClient, app: FastAPI) -> None:
    write(client)
    assert client.portal is not None
    now = datetime.now(UTC)

    early = client.portal.call(sweep, app.state.database, now + KEPT - timedelta(minutes=1))
    late = client.portal.call(sweep, app.state.database, now + KEPT + timedelta(minutes=1))

    assert (early, late) == (0, 1)
    assert write(client).status_code == 201
    assert count(client) == 2


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "é"])
def test_a_key_is_200_visible_characters(client: TestClient, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode()}

    assert client.post("/notes", json={"title": "Milk"}, headers=headers).status_code == 422
