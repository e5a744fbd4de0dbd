"""Who may read how the service is made: developers, and nobody in production."""

import pytest
from fastapi.testclient import TestClient

from app.core.feature import no_resources
from app.core.http import install_http
from app.core.openapi import Service
from app.core.settings import Settings

DOCUMENTS = ["/docs", "/openapi.json", "/redoc", "/docs/oauth2-redirect"]


@pytest.mark.promise("S42")
@pytest.mark.parametrize("path", DOCUMENTS)
def test_production_shows_no_documents(path: str) -> None:
    service = Service(Settings(environment="production", _env_file=None), no_resources)

    assert TestClient(service).get(path).status_code == 404


def test_development_shows_them() -> None:
    settings = Settings(environment="development", _env_file=None)
    service = Service(settings, no_resources)
    install_http(service, settings)
    client = TestClient(service, base_url="http://localhost")

    page = client.get("/docs")

    assert page.status_code == 200
    assert "script-src" in page.headers["content-security-policy"]
    assert client.get("/openapi.json").json()["paths"] == {}
    assert service.openapi() is service.openapi()
