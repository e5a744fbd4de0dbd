"""Every caller is trusted, and whoever runs the service is told so."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.core.openapi import describe_security
from app.core.scheme import SECURITY
from app.main import create_app

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.promise("S01")
def test_as_it_starts_it_says_that_every_caller_is_trusted(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with TestClient(create_app()):
        [line] = [line for line in capsys.readouterr().out.splitlines() if "every caller" in line]

    assert "is trusted" in line
    assert "warning" in line


def test_the_readme_says_so_too() -> None:
    assert "Every caller is trusted" in README.read_text()


def test_the_description_asks_callers_for_nothing() -> None:
    assert describe_security({"paths": {}}, SECURITY) == {"paths": {}}
