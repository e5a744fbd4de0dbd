"""What the night found becomes an issue, and one issue for as long as it is open."""

import json

import pytest
from httpx2 import Client, HTTPStatusError, MockTransport, Request, Response

from dev.release.tell import TITLE, tell

RUN = "https://gitlab.test/shop/-/pipelines/4"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a job knows of itself."""
    monkeypatch.setenv("CI_API_V4_URL", "https://gitlab.test/api/v4")
    monkeypatch.setenv("CI_PROJECT_ID", "7")
    monkeypatch.setenv("CI_PIPELINE_URL", RUN)
    monkeypatch.setenv("TELL_TOKEN", "let me write")


def say(*opened: int, status: int = 201) -> list[tuple[str, dict[str, str]]]:
    """Tell a GitLab in which these issues are open; return what was written, and where."""
    written: list[tuple[str, dict[str, str]]] = []

    def answer(request: Request) -> Response:
        assert request.headers["PRIVATE-TOKEN"] == "let me write"
        if request.method == "GET":
            assert dict(request.url.params) == {"state": "opened", "in": "title", "search": TITLE}
            return Response(200, json=[{"iid": number} for number in opened])
        written.append((request.url.path, json.loads(request.content)))
        return Response(status)

    with Client(transport=MockTransport(answer)) as client:
        tell(client)
    return written


@pytest.mark.promise("S83")
def test_an_issue_is_opened() -> None:
    [(path, issue)] = say()

    assert path == "/api/v4/projects/7/issues"
    assert issue["title"] == TITLE
    assert RUN in issue["description"]


@pytest.mark.promise("S83")
def test_one_that_is_open_is_written_to() -> None:
    [(path, note)] = say(17)

    assert path == "/api/v4/projects/7/issues/17/notes"
    assert RUN in note["body"]


def test_a_token_that_may_not_write_does_not_pass_for_having_told() -> None:
    with pytest.raises(HTTPStatusError):
        say(status=403)
