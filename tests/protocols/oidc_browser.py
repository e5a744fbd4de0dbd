"""Somebody who signs in at `oidc-provider` with a browser, as far as a browser matters here."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from email.message import Message
from hashlib import sha256
from http.cookiejar import CookieJar
from types import MappingProxyType
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

SECRET = "a secret: with / and %"
VERIFIER = "v" * 43
NONE: Mapping[str, str] = MappingProxyType({})


class Stay(HTTPRedirectHandler):
    """Follow no redirect: the test does."""

    def redirect_request(self, *args: Any) -> None:
        """Return nothing to follow."""


class Answer:
    """What was answered."""

    def __init__(self, status: int, headers: Message, text: str) -> None:
        self.status = status
        self.headers = headers
        self.text = text


class Browser:
    """A browser with cookies for the provider; those of the service it sends as it is told."""

    def __init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), Stay)

    def send(
        self, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] = NONE
    ) -> Answer:
        """Return the answer, whatever it is."""
        data = None if form is None else urlencode(form).encode()
        try:
            with self.opener.open(Request(url, data, dict(headers)), timeout=10) as got:
                return Answer(got.status, got.headers, got.read().decode())
        except HTTPError as error:
            return Answer(error.code, error.headers, error.read().decode())

    def sign_in(self, url: str) -> str:
        """Sign in and agree; return the address to which the provider sends the browser back."""
        home = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
        answer = self.send(url)
        while True:
            place = answer.headers.get("location")
            if place is None:
                action = re.search(r'action="([^"]+)"', answer.text)
                assert action, answer.text
                prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
                assert prompt, answer.text
                form = {"prompt": prompt[1], "login": "ada", "password": "any"}
                answer = self.send(urljoin(url, action[1]), form)
            elif urljoin(home, place).startswith(home):
                answer = self.send(urljoin(home, place))
            else:
                return str(place)


def make_request(issuer: str, redirect: str, **others: str) -> str:
    """Return the address at which one asks for a code, as the service does, but for the others."""
    challenge = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    wanted = {
        "response_type": "code",
        "client_id": "shop",
        "redirect_uri": redirect,
        "scope": "openid notes:read notes:write",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **others,
    }
    return f"{issuer}/auth?{urlencode({name: value for name, value in wanted.items() if value})}"


def redeem(issuer: str, redirect: str, code: str, **others: str) -> dict[str, Any]:
    """Return what the provider answers to a code, to who knows the client's secret."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, **others}
    shown = b64encode(f"shop:{quote(SECRET, safe='')}".encode()).decode()
    answer = Browser().send(f"{issuer}/token", form, {"Authorization": f"Basic {shown}"})
    tokens: dict[str, Any] = json.loads(answer.text)
    return tokens


def read_query(url: str) -> dict[str, str]:
    """Return what an address says after its question mark."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
