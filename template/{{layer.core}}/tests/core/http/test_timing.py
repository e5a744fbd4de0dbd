"""Who develops sees in each answer what it cost the database; production does not tell."""

import re

from fastapi.testclient import TestClient

from tests.core.conftest import OpenClient


def test_an_answer_says_how_many_statements_it_took_and_how_long(client: TestClient) -> None:
    answer = client.get("/health/ready")

    assert re.fullmatch(r'db;dur=\d+\.\d;desc="1 statement"', answer.headers["Server-Timing"])


def test_production_does_not_say_it(open_client: OpenClient) -> None:
    shown = {
        environment: open_client(environment, allowed_hosts=("localhost",)).get("/scope").headers
        for environment in ("development", "production")
    }

    assert shown["development"]["Server-Timing"] == 'db;dur=0.0;desc="0 statements"'
    assert "Server-Timing" not in shown["production"]
