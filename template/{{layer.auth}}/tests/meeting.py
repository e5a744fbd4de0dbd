"""How tests meet callers whom they have not seen before."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.policy import Scope
from tests.credentials import introduce, spoil


def meet(app: FastAPI, client: TestClient, *scopes: Scope) -> dict[str, str]:
    """Return what a new caller sends who may do this; without scopes, everything."""
    assert client.portal is not None
    _, headers = client.portal.call(introduce, app.state.database, scopes)
    return headers


def meet_impostor(app: FastAPI, client: TestClient, kind: str) -> dict[str, str]:
    """Return what somebody sends whose credentials are bad in this way."""
    assert client.portal is not None
    return client.portal.call(spoil, app.state.database, kind)
