"""The bill that is looked up is the one of the latest release, and none other will do."""

import pytest
from httpx2 import Client, HTTPStatusError, MockTransport, Request, Response

from dev.release.latest import BillMissing, fetch_bill

API = "https://api.test"
ASSET = {"name": "sbom.cdx.json", "url": f"{API}/assets/7"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a workflow knows of itself."""
    monkeypatch.setenv("GITHUB_API_URL", API)
    monkeypatch.setenv("GITHUB_REPOSITORY", "team/shop")
    monkeypatch.setenv("GITHUB_TOKEN", "let me in")


def release(tag: str, *assets: object, draft: bool = False, early: bool = False) -> object:
    """Return a release as GitHub describes it."""
    return {"tag_name": tag, "draft": draft, "prerelease": early, "assets": list(assets)}


def fetch(*releases: object, status: int = 200) -> bytes | None:
    """Fetch the bill from a GitHub with these releases, the newest first."""

    def answer(request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer let me in"
        if request.url.path == "/repos/team/shop/releases":
            return Response(status, json=list(releases))
        assert request.url.path == "/assets/7"
        assert request.headers["Accept"] == "application/octet-stream"
        return Response(200, content=b"the bill")

    with Client(transport=MockTransport(answer)) as client:
        return fetch_bill(client)


@pytest.mark.promise("S83")
def test_the_bill_comes_from_the_latest_release() -> None:
    assert fetch(release("v1.1.0", ASSET), release("v1.0.0")) == b"the bill"


@pytest.mark.promise("S83")
def test_what_is_not_released_to_everybody_is_passed_over() -> None:
    releases = [release("v3", draft=True), release("v2-rc1", early=True), release("v1", ASSET)]

    assert fetch(*releases) == b"the bill"


def test_before_the_first_release_there_is_none() -> None:
    assert fetch() is None


@pytest.mark.promise("S83")
def test_a_release_without_a_bill_is_no_reason_to_be_content() -> None:
    with pytest.raises(BillMissing, match=r"v1\.1\.0"):
        fetch(release("v1.1.0"), release("v1.0.0", ASSET))


@pytest.mark.promise("S83")
def test_who_is_not_told_about_releases_does_not_take_it_for_none() -> None:
    with pytest.raises(HTTPStatusError):
        fetch(status=404)
