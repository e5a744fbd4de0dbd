"""The provider of development ends with the run that wanted it, also with one that fails."""

from urllib.error import URLError
from urllib.request import urlopen

import pytest

from dev import provider


class Failed(Exception):
    """A run has failed; its words are the provider's address."""


def start_and_fail() -> None:
    """Start a provider, which is there once it has answered, and fail."""
    with provider.run() as given:
        raise Failed(given["OIDC_ISSUER"])


def test_the_provider_is_gone_after_a_run_that_fails() -> None:
    with pytest.raises(Failed) as failure:
        start_and_fail()

    with pytest.raises(URLError, match="refused"):
        urlopen(f"{failure.value}/jwks", timeout=30)  # noqa: S310  # our own
