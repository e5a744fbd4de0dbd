"""Services with `auth=oidc` and a certified provider: the npm package `oidc-provider`."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.protocols.oidc_browser import SECRET, VERIFIER, Browser, make_request, read_query, redeem
from tests.protocols.service import find_port, serve, wait_until_open
from tests.rendered import Rendered, render

PACKAGE = "oidc-provider@9.13.3"
SCRIPT = Path(__file__).with_name("oidc_provider.mjs")
BACK = "http://localhost/auth/callback"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("npm"), reason="the provider needs node and npm"),
]


class Provider:
    """The provider at its address: another process takes its place, with another key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = find_port()
        self.issuer = f"http://localhost:{self.port}"
        self.log = folder / "provider.log"

    @contextmanager
    def running(self, key_id: str) -> Iterator[None]:
        """Have it run with this key until the block ends."""
        command = ["node", str(self.folder / SCRIPT.name), str(self.port), key_id, BACK]
        with self.log.open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_until_open(self.port, self.log)
            yield
        finally:
            process.kill()
            process.wait()

    def count(self, line: str) -> int:
        """Return how often something was asked of the process that runs."""
        return self.log.read_text().splitlines().count(line)

    def settings(self, **others: str) -> dict[str, str]:
        """Return the environment of a service that believes it."""
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_AUDIENCE": "urn:shop",
            "OIDC_CLIENT_ID": "shop",
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_REDIRECT_URI": BACK,
            "OIDC_LOGIN_SCOPES": "notes:read,notes:write",
            "OIDC_REQUIRE_TYPE": "true",
            "OIDC_REFRESH_SECONDS": "1",
            **others,
        }

    def give_token(self) -> str:
        """Return an access token of somebody who signs in."""
        back = Browser().sign_in(make_request(self.issuer, BACK))
        code = read_query(back)["code"]
        return str(redeem(self.issuer, BACK, code, code_verifier=VERIFIER)["access_token"])


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Provider:
    """The provider, installed."""
    folder = tmp_path_factory.mktemp("provider")
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    shutil.copy(SCRIPT, folder)
    return Provider(folder)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """A project whose callers have tokens of a provider."""
    answers = {"auth": "oidc", "database": "sqlite", "ci": "none"}
    project = render(tmp_path_factory.mktemp("oidc") / "service", answers)
    project.install()
    return project


def log_in(address: str, browser: Browser) -> tuple[str, str]:
    """Begin to log in and sign in; return where the provider sends one back, and the cookie."""
    begun = browser.send(f"{address}/auth/login")
    back = browser.sign_in(begun.headers["location"])
    return back.replace("http://localhost", address, 1), str(begun.headers["set-cookie"])


def keep(cookie: str) -> dict[str, str]:
    """Return what a browser sends that was given this Set-Cookie."""
    return {"Cookie": cookie.partition(";")[0]}


def test_somebody_signs_in_reads_notes_and_logs_out(provider: Provider, project: Rendered) -> None:
    browser = Browser()
    with provider.running("one"), serve(project, provider.settings()) as address:
        back, attempt = log_in(address, browser)
        entered = browser.send(back, headers=keep(attempt))
        own = {**keep(entered.headers["set-cookie"]), "Sec-Fetch-Site": "same-origin"}
        read = browser.send(f"{address}/notes", headers=own)
        again = browser.send(back, headers=keep(attempt))
        left = browser.send(f"{address}/auth/logout", {}, own)
        after = browser.send(f"{address}/notes", headers=own)

    assert (entered.status, entered.headers["location"]) == (303, "/"), entered.text
    assert read.status == 200, read.text
    assert again.status == 400, "a code is good once"
    assert left.headers["location"].startswith(f"{provider.issuer}/session/end?client_id=shop")
    assert after.status == 401


def test_a_service_with_a_wrong_secret_lets_nobody_in(
    provider: Provider, project: Rendered
) -> None:
    settings = provider.settings(OIDC_CLIENT_SECRET="wrong")
    with provider.running("one"), serve(project, settings) as address:
        back, attempt = log_in(address, Browser())
        entered = Browser().send(back, headers=keep(attempt))

    assert entered.status == 400
    assert "begin it again" in entered.text


def test_a_code_is_of_no_use_without_its_verifier(provider: Provider, project: Rendered) -> None:
    with provider.running("one"), serve(project, provider.settings()) as address:
        unproved = Browser().send(make_request(provider.issuer, BACK, code_challenge=""))
        stolen = read_query(log_in(address, Browser())[0])["code"]
        redeemed = redeem(provider.issuer, BACK, stolen)
        thief = Browser()
        begun = thief.send(f"{address}/auth/login")
        state = read_query(begun.headers["location"])["state"]
        stolen = read_query(log_in(address, Browser())[0])["code"]
        entered = thief.send(
            f"{address}/auth/callback?code={stolen}&state={state}",
            headers=keep(begun.headers["set-cookie"]),
        )

    assert "error=invalid_request" in unproved.headers["location"]
    assert redeemed["error"] == "invalid_grant"
    assert entered.status == 400


def test_keys_change_while_the_service_runs(provider: Provider, project: Rendered) -> None:
    def ask(token: str) -> int:
        shown = {"Authorization": f"Bearer {token}"}
        return Browser().send(f"{address}/notes", headers=shown).status

    with ExitStack() as running:
        with provider.running("one"):
            old = provider.give_token()
            address = running.enter_context(serve(project, provider.settings()))
            before, asked_before = ask(old), provider.count("GET /jwks")
        silent = ask(old)
        with provider.running("two"):
            new = provider.give_token()
            time.sleep(1)  # OIDC_REFRESH_SECONDS
            with ThreadPoolExecutor(8) as at_once:
                answers = list(at_once.map(ask, [new] * 8))
            after, asked_after = ask(old), provider.count("GET /jwks")

    assert (before, silent) == (200, 200), "a key that is known serves while the provider is away"
    assert answers == [200] * 8
    assert after == 401, "the old key is gone, and what was remembered of its tokens"
    assert (asked_before, asked_after) == (1, 1), "one asks for all"
