"""How tests ask over GraphQL."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

MEDIA_TYPE = "application/graphql-response+json"


def post_as(
    client: TestClient, headers: dict[str, str], document: object, **variables: object
) -> Response:
    """Return the answer to one operation of whoever sends `headers`, in GraphQL's media type."""
    body = {"query": document, "variables": variables}
    return client.post("/graphql", json=body, headers={**headers, "Accept": MEDIA_TYPE})


def post(client: TestClient, document: object, **variables: object) -> Response:
    """Return the answer to one operation of the client's own caller."""
    return post_as(client, {}, document, **variables)


def ask(client: TestClient, document: str, **variables: object) -> Any:
    """Return the data of an answer that holds no error."""
    answer = post(client, document, **variables)
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]


def list_codes(answer: Response) -> list[str]:
    """Return the codes of the errors that an answer holds."""
    return [error["extensions"]["code"] for error in answer.json().get("errors", [])]


def refuse(client: TestClient, document: str, **variables: object) -> str:
    """Return the code of the one error that an answer holds."""
    [code] = list_codes(post(client, document, **variables))
    return code
