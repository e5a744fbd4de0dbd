"""Somebody signs in at a real provider with a browser, and only they come in with that."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.core.audit import read_entries
from app.core.caller import Caller
from app.core.limits import Limits, LimitSettings
from app.core.policy import ROLES, Role
from app.core.sessions.errors import ForeignPage, SessionRefused
from app.oidc.entrance import Entrance
from app.oidc.rights import find_owner
from tests.oidc.browser import Browser, read_query

Change = Callable[..., None]
ELSEWHERE = {"X-Forwarded-For": "198.51.100.7"}  # no proxy is believed: it is the same address


@pytest.fixture
def browsers(client: TestClient) -> Iterator[Callable[[], Browser]]:
    """What gives one more browser."""
    with httpx2.Client() as provider:
        yield lambda: Browser(client, provider)


@pytest.fixture
def browser(browsers: Callable[[], Browser]) -> Browser:
    """A browser."""
    return browsers()


@pytest.fixture
def change(app: FastAPI) -> Iterator[Change]:
    """What changes settings of the door, and forgets who came: `change(client_id="")`."""
    before: Entrance = app.state.entrance

    def change(**settings: Any) -> None:
        changed = before.settings.model_copy(update=settings)
        app.state.entrance = replace(before, settings=changed, limits=Limits(LimitSettings()))

    yield change
    app.state.entrance = before


def identify(app: FastAPI, browser: Browser, method: str = "GET", **headers: str) -> Caller:
    """Return who the service takes the browser for."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    sent = {"cookie": cookie, **headers}
    raw = [(name.lower().encode(), value.encode()) for name, value in sent.items()]
    scope = {"type": "http", "method": method, "headers": raw, "query_string": b""}
    assert browser.client.portal is not None
    caller: Caller = browser.client.portal.call(app.state.identify, HTTPConnection(scope))
    return caller


@pytest.mark.promise("S14")
@pytest.mark.parametrize("role", Role)
def test_who_has_signed_in_is_known_by_a_cookie_with_the_rights_of_their_role(
    app: FastAPI, browser: Browser, role: Role
) -> None:
    subject = f"{role}@example.com"

    answer = browser.enter(subject)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    caller = identify(app, browser)
    assert caller.id == find_owner(os.environ["OIDC_ISSUER"], subject)
    assert caller.scopes == ROLES[role]
    assert not browser.attempt


@pytest.mark.promise("S14")
def test_the_provider_is_told_what_makes_the_way_back_safe(browser: Browser) -> None:
    first, second = read_query(browser.begin()), read_query(browser.begin())

    assert first["response_type"] == "code"
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == os.environ["OIDC_REDIRECT_URI"]
    assert {len(first[name]) for name in ("state", "nonce", "code_challenge")} == {43}
    assert not {first[name] for name in ("state", "nonce", "code_challenge")} & set(second.values())
    assert not any(value in browser.attempt for value in second.values() if len(value) > 20)


@pytest.mark.promise("S34")
def test_no_host_that_a_caller_names_gets_into_an_address(browser: Browser) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}

    answer = browser.send("GET", "/auth/login", **headers)

    assert "evil" not in answer.headers["location"]


@pytest.mark.promise("S14")
def test_the_cookie_of_an_attempt_is_short_lived_and_for_no_script(browser: Browser) -> None:
    cookie = browser.send("GET", "/auth/login").headers["set-cookie"]

    rules = set(cookie.split("; ")[1:])
    assert cookie.startswith("__Host-login=")
    assert rules == {"Max-Age=600", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"}


@pytest.mark.promise("S14")
@pytest.mark.parametrize("state", ["", "forged", "another"])
def test_a_way_back_that_did_not_begin_in_this_browser_leads_nowhere(
    browser: Browser, browsers: Callable[[], Browser], state: str
) -> None:
    back = browser.sign_in(browser.begin())
    forged = {"": "", "forged": "A" * 43, "another": read_query(browsers().begin())["state"]}

    answer = browser.come_back({**back, "state": forged[state]})

    assert answer.status_code == 400
    assert answer.json()["detail"] == "This login cannot be finished: begin it again."
    assert not browser.is_in
    assert not browser.attempt


@pytest.mark.promise("S14")
def test_a_way_back_in_another_browser_leads_nowhere(
    browser: Browser, browsers: Callable[[], Browser]
) -> None:
    victim, back = browsers(), browser.sign_in(browser.begin())

    assert victim.come_back(back).status_code == 400
    assert not victim.is_in


@pytest.mark.promise("S14")
def test_a_code_is_good_once(browser: Browser) -> None:
    back = browser.sign_in(browser.begin())
    kept = dict(browser.cookies)
    browser.come_back(back)
    browser.cookies = kept

    assert browser.come_back(back).status_code == 400
    assert not browser.is_in


@pytest.mark.promise("S14")
def test_a_stolen_code_opens_nothing_in_another_attempt(
    browser: Browser, browsers: Callable[[], Browser]
) -> None:
    thief = browsers()
    stolen = browser.sign_in(browser.begin(), "admin@example.com")["code"]
    own = read_query(thief.begin())

    answer = thief.come_back({"code": stolen, "state": own["state"]})

    assert answer.status_code == 400
    assert not thief.is_in


@pytest.mark.promise("S14")
def test_who_comes_from_another_provider_is_sent_away(browser: Browser) -> None:
    back = browser.sign_in(browser.begin())

    answer = browser.come_back({**back, "iss": "https://evil.example"})

    assert answer.status_code == 400
    assert not browser.is_in


@pytest.mark.promise("S14")
def test_a_provider_that_always_says_who_it_is_has_to(app: FastAPI, browser: Browser) -> None:
    provider = app.state.entrance.exchange.provider
    before: Mapping[str, Any] = provider.document
    back = browser.sign_in(browser.begin())
    provider.document = {**before, "authorization_response_iss_parameter_supported": True}
    try:
        without = browser.come_back(back)
    finally:
        provider.document = before

    assert without.status_code == 400
    assert browser.come_back(browser.sign_in(browser.begin())).status_code == 303


def test_who_is_not_let_in_by_the_provider_is_not_let_in_here(browser: Browser) -> None:
    state = read_query(browser.begin())["state"]

    answer = browser.come_back({"error": "access_denied", "state": state})

    assert answer.status_code == 400
    assert not browser.is_in


@pytest.mark.promise("S34")
@pytest.mark.parametrize(
    "return_to",
    ["https://evil.example", "//evil.example", "/%5Cevil.example", "/../x", "/other", "x", "/%0A"],
)
def test_a_browser_goes_nowhere_but_to_the_paths_of_the_settings(
    browser: Browser, change: Change, return_to: str
) -> None:
    change(return_paths=("/", "/app"))

    answer = browser.send("GET", f"/auth/login?return_to={return_to}")

    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert browser.come_back(browser.sign_in(browser.begin("/app"))).headers["location"] == "/app"


@pytest.mark.promise("S34")
def test_a_cookie_that_somebody_has_changed_leads_nowhere_else(browser: Browser) -> None:
    back = browser.sign_in(browser.begin())
    browser.cookies["__Host-login"] += "/evil.example"

    assert browser.come_back(back).headers["location"] == "/"


@pytest.mark.promise("S10")
def test_an_address_can_come_back_so_often_in_a_minute(browser: Browser, change: Change) -> None:
    change(logins=1)
    state = read_query(browser.begin())["state"]
    kept = dict(browser.cookies)

    def try_code() -> int:
        browser.cookies = dict(kept)
        answer = browser.send("GET", f"/auth/callback?code=guessed&state={state}", **ELSEWHERE)
        return answer.status_code

    assert [try_code() for _ in range(3)] == [400, 429, 429]


def test_where_no_client_is_named_nobody_signs_in(browser: Browser, change: Change) -> None:
    change(client_id="")

    assert browser.send("GET", "/auth/login").status_code == 404
    assert browser.send("GET", "/auth/callback").status_code == 404


@pytest.mark.promise("S06")
def test_who_logs_out_is_out_and_goes_on_to_the_provider(
    app: FastAPI, browser: Browser, change: Change
) -> None:
    change(logout_uri="https://shop.example.com/")
    browser.enter()
    kept = dict(browser.cookies)

    answer = browser.send("POST", "/auth/logout")

    address = answer.headers["location"]
    assert address.startswith(os.environ["OIDC_ISSUER"])
    assert read_query(address) == {
        "client_id": "browser",
        "post_logout_redirect_uri": "https://shop.example.com/",
    }
    assert not browser.is_in
    browser.cookies = kept
    with pytest.raises(SessionRefused):
        identify(app, browser)


@pytest.mark.promise("S13")
def test_a_page_of_another_site_can_do_nothing_with_the_cookie(
    app: FastAPI, browser: Browser
) -> None:
    browser.enter()

    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert browser.send("POST", "/auth/logout", **foreign).status_code == 403
    with pytest.raises(ForeignPage):
        identify(app, browser, "DELETE", **foreign)
    assert identify(app, browser)


def test_a_token_that_is_shown_counts_and_a_cookie_beside_it_does_not(
    app: FastAPI, browser: Browser, headers: dict[str, str]
) -> None:
    browser.enter("reader@example.com")

    caller = identify(app, browser, **headers)

    assert caller.scopes == ROLES[Role.ADMIN]


@pytest.mark.promise("S59")
def test_a_login_and_a_logout_are_written_down(app: FastAPI, browser: Browser) -> None:
    subject = f"{os.getpid()}@example.com"
    owner_id: UUID = find_owner(os.environ["OIDC_ISSUER"], subject)

    browser.enter(subject)
    browser.send("POST", "/auth/logout")

    assert browser.client.portal is not None
    entries = browser.client.portal.call(read_entries, app.state.database, 100)
    actions = [entry.action for entry in entries if entry.actor_id == owner_id]
    assert actions == ["logout", "login.succeeded"]
