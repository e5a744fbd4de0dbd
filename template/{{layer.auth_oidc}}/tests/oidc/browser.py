"""Somebody with a browser: it keeps cookies as browsers do, and follows where it is sent."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx2
from fastapi.testclient import TestClient
from httpx2 import Response

from app.core.sessions.cookie import NAME as SESSION
from app.oidc.attempt import NAME as ATTEMPT


@dataclass
class Browser:
    """What somebody signs in with: cookies for this service, and a connection to the provider."""

    client: TestClient
    provider: httpx2.Client
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, **headers: str) -> Response:
        """Return the service's answer to a page of its own, or to an address that was followed."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        own = {"Authorization": "", "Cookie": cookie, "Sec-Fetch-Site": "same-origin", **headers}
        answer = self.client.request(method, path, headers=own, follow_redirects=False)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in line:
                del self.cookies[name]
        return answer

    def begin(self, return_to: str = "/") -> str:
        """Begin to log in; return the provider's address."""
        answer = self.send("GET", f"/auth/login?return_to={return_to}")
        assert answer.status_code == 303, answer.text
        address: str = answer.headers["location"]
        return address

    def sign_in(self, address: str, subject: str = "member@example.com") -> dict[str, str]:
        """Sign in at the provider; return what it sends back."""
        answer = self.provider.post(address, data={"sub": subject})
        return read_query(answer.headers["location"])

    def come_back(self, back: dict[str, str]) -> Response:
        """Return the service's answer to what the provider has sent back."""
        query = str(httpx2.QueryParams(back))
        return self.send("GET", f"/auth/callback?{query}", **{"Sec-Fetch-Site": "cross-site"})

    def enter(self, subject: str = "member@example.com") -> Response:
        """Log in, all of it; return the last answer."""
        return self.come_back(self.sign_in(self.begin(), subject))

    @property
    def is_in(self) -> bool:
        """Whether the browser has a session."""
        return SESSION in self.cookies

    @property
    def attempt(self) -> str:
        """What the browser keeps of the attempt that it is in."""
        return self.cookies.get(ATTEMPT, "")


def read_query(address: str) -> dict[str, str]:
    """Return what an address says after its question mark."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
