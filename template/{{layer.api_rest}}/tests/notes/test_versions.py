"""Two callers who read the same version cannot overwrite each other unawares."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

CHANGE = {"title": "Bread", "text": "", "reference": None}


@pytest.fixture
def path(client: TestClient) -> str:
    """Where a note is that was just written."""
    return client.post("/notes", json={"title": "Milk"}).headers["location"]


def change(client: TestClient, path: str, tag: str | None) -> Response:
    """Return the answer to a change of that version."""
    return client.put(path, json=CHANGE, headers={"If-Match": tag} if tag else {})


@pytest.mark.promise("S52")
@pytest.mark.parametrize("tag", [None, "*"])
def test_a_change_must_name_a_version(client: TestClient, path: str, tag: str | None) -> None:
    headers = {"If-Match": tag} if tag else {}

    assert change(client, path, tag).status_code == 428
    assert client.delete(path, headers=headers).status_code == 428
    assert client.get(path).json()["title"] == "Milk"


@pytest.mark.promise("S52")
def test_the_second_change_of_a_version_is_refused(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["etag"]

    first, second = change(client, path, tag), change(client, path, tag)

    assert (first.status_code, second.status_code) == (200, 412)
    assert first.headers["etag"] == '"2"'
    assert client.delete(path, headers={"If-Match": tag}).status_code == 412
    assert client.delete(path, headers={"If-Match": '"2"'}).status_code == 204


@pytest.mark.promise("S52")
@pytest.mark.parametrize("tag", ['"7"', 'W/"1"', "1", '"1', '"99999999999999"', '"x"'])
def test_a_tag_that_is_not_the_versions_own_is_refused(
    client: TestClient, path: str, tag: str
) -> None:
    assert change(client, path, tag).status_code == 412


def test_one_of_several_tags_is_enough(client: TestClient, path: str) -> None:
    assert change(client, path, '"7", "1"').status_code == 200
