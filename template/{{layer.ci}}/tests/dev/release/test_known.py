"""A flaw in what was released is found, and not being told is no reason to be content."""

import json
from collections.abc import Callable

import pytest
from httpx2 import Client, HTTPStatusError, MockTransport, Request, Response

from dev.release import known, latest
from dev.release.known import NotLookedUp, find_flaws, read_packages

PACKAGES = ["pkg:pypi/a@1", "pkg:pypi/b@2"]
BILL = {"components": [{"name": "some", "purl": package} for package in PACKAGES]}


def ask(answer: Callable[[Request], Response]) -> list[str]:
    """Return the flaws that a service which answers so knows of."""
    with Client(base_url="https://osv.test", transport=MockTransport(answer)) as client:
        return list(find_flaws(client, read_packages(json.dumps(BILL).encode())))


@pytest.mark.promise("S83")
def test_a_flaw_of_a_released_package_is_named() -> None:
    def answer(request: Request) -> Response:
        asked = [query["package"]["purl"] for query in json.loads(request.content)["queries"]]
        flaws = {"pkg:pypi/b@2": {"vulns": [{"id": "OSV-1"}, {"id": "OSV-2"}]}}
        return Response(200, json={"results": [flaws.get(package, {}) for package in asked]})

    assert ask(answer) == ["pkg:pypi/b@2: OSV-1, OSV-2"]


@pytest.mark.promise("S83")
def test_where_nothing_is_known_nothing_is_said() -> None:
    assert ask(lambda _: Response(200, json={"results": [{}, {}]})) == []


@pytest.mark.promise("S83")
@pytest.mark.parametrize("results", [[], [{}], [{}, {}, {}]])
def test_an_answer_that_is_not_about_every_package_is_none(results: list[object]) -> None:
    with pytest.raises(NotLookedUp):
        ask(lambda _: Response(200, json={"results": results}))


@pytest.mark.promise("S83")
def test_a_service_that_fails_says_nothing() -> None:
    with pytest.raises(HTTPStatusError):
        ask(lambda _: Response(503))


@pytest.mark.parametrize("bill", [{}, {"components": []}, {"components": [{"name": "a"}]}])
def test_a_bill_that_nobody_can_look_up_is_none(bill: object) -> None:
    with pytest.raises(NotLookedUp):
        read_packages(json.dumps(bill).encode())


def test_before_the_first_release_there_is_nothing_to_look_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(known, "fetch_bill", lambda client: None)

    assert known.main() == 0
    assert capsys.readouterr().out == "Nothing has been released yet.\n"
    assert latest.BILL == "sbom.cdx.json"
