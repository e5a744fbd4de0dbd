"""What every answer has, the errors too."""

import pytest
from fastapi.testclient import TestClient

from tests.core.conftest import OpenClient

EVERYWHERE = ["/wait?seconds=0", "/nowhere", "/fault", "/wait?seconds=x", "/wait?seconds=%00"]
ORIGIN = "https://app.example"


@pytest.mark.promise("S37")
@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_has_the_security_headers(open_client: OpenClient, path: str) -> None:
    headers = open_client(environment="production", allowed_hosts=("localhost",)).get(path).headers

    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_development_does_not_bind_the_browser_to_https(open_client: OpenClient) -> None:
    assert "strict-transport-security" not in open_client().get("/scope").headers


@pytest.mark.promise("S41")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/scope", 405),
        ("TRACE", "/scope", 405),
        ("POST", "/echo", 422),
        ("GET", "/wait?seconds=%00", 400),
        ("GET", "/fault", 500),
        ("GET", "/wait?seconds=9", 503),
    ],
)
def test_every_error_is_a_problem_document(
    open_client: OpenClient, method: str, path: str, status: int
) -> None:
    answer = open_client(request_seconds=0.05).request(method, path)

    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_a_method_that_is_not_there_is_answered_with_those_that_are(
    open_client: OpenClient,
) -> None:
    assert open_client().delete("/scope").headers["allow"] == "GET"


@pytest.mark.promise("S41")
def test_a_fault_tells_nothing_of_the_inside(open_client: OpenClient) -> None:
    answer = open_client().get("/fault")

    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "RuntimeError" not in answer.text


def test_half_an_answer_is_never_passed_off_as_a_whole_one(open_client: OpenClient) -> None:
    with pytest.raises(RuntimeError, match="the other half"):
        open_client().get("/torn")


@pytest.mark.promise("S36")
def test_no_web_page_may_call_unless_its_origin_is_named(open_client: OpenClient) -> None:
    answer = open_client().get("/scope", headers={"Origin": ORIGIN})

    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.promise("S36")
def test_only_the_named_origin_may_call(open_client: OpenClient) -> None:
    client = open_client(cors_origins=(ORIGIN,))

    named = client.get("/scope", headers={"Origin": ORIGIN})
    other = client.get("/scope", headers={"Origin": "https://app.example.evil.example"})

    assert named.headers["access-control-allow-origin"] == ORIGIN
    assert named.headers["vary"] == other.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in named.headers
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.promise("S36")
def test_a_preflight_is_answered_for_the_named_origin_alone(open_client: OpenClient) -> None:
    client = open_client(cors_origins=(ORIGIN,))

    named = ask_beforehand(client, ORIGIN)
    other = ask_beforehand(client, "https://evil.example")

    assert (named, other) == (204, 405)


def ask_beforehand(client: TestClient, origin: str) -> int:
    """Return the status of the preflight of a POST."""
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.options("/echo", headers=headers).status_code
