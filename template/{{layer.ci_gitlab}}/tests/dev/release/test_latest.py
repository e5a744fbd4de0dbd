"""The bill that is looked up is the one of the latest release, and none other will do."""

import pytest
from httpx2 import Client, HTTPStatusError, MockTransport, Request, Response

from dev.release.latest import fetch_bill

API = "https://api.test/api/v4"
BILLS = "/api/v4/projects/7/packages/generic/sbom"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a job knows of itself."""
    monkeypatch.setenv("CI_API_V4_URL", API)
    monkeypatch.setenv("CI_PROJECT_ID", "7")
    monkeypatch.setenv("CI_JOB_TOKEN", "let me in")


def fetch(*tags: str, status: int = 200) -> bytes | None:
    """Fetch the bill from a GitLab with releases of these tags, the newest first."""

    def answer(request: Request) -> Response:
        if request.url.host == "store.test":
            assert "JOB-TOKEN" not in request.headers
            return Response(200, text="the bill")
        assert request.headers["JOB-TOKEN"] == "let me in"
        if request.url.path == "/api/v4/projects/7/releases":
            return Response(status, json=[{"tag_name": tag} for tag in tags])
        if request.url.path == f"{BILLS}/v2/sbom.cdx.json":
            return Response(302, headers={"Location": "https://store.test/2f1c"})
        return Response(404)

    with Client(transport=MockTransport(answer), follow_redirects=True) as client:
        return fetch_bill(client)


@pytest.mark.promise("S83")
def test_the_bill_comes_from_the_latest_release_and_the_token_goes_nowhere_else() -> None:
    assert fetch("v2", "v1") == b"the bill"


def test_before_the_first_release_there_is_none() -> None:
    assert fetch() is None


@pytest.mark.promise("S83")
def test_a_release_without_a_bill_is_no_reason_to_be_content() -> None:
    with pytest.raises(HTTPStatusError):
        fetch("v3", "v2")


@pytest.mark.promise("S83")
def test_who_is_not_told_about_releases_does_not_take_it_for_none() -> None:
    with pytest.raises(HTTPStatusError):
        fetch(status=404)
