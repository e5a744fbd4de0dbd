"""What is written: one JSON object a line, in UTC, with the request's id and without secrets."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog

from app.core.logs import configure_logs, current_request
from tests.core.conftest import OpenClient


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Leave the logs as the other tests know them."""
    yield
    configure_logs(in_production=False)


@pytest.fixture
def write(capsys: pytest.CaptureFixture[str]) -> Any:
    """What writes one line in production, and returns it."""
    configure_logs(in_production=True)

    def write(event: str, **values: object) -> dict[str, Any]:
        structlog.get_logger().info(event, **values)
        line: dict[str, Any] = json.loads(capsys.readouterr().out)
        return line

    return write


@pytest.mark.promise("S75")
def test_a_line_is_json_with_its_time_in_utc(write: Any) -> None:
    line = write("hello", count=3, kind=object)

    assert (line["event"], line["count"], line["level"]) == ("hello", 3, "info")
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)


@pytest.mark.promise("S75")
@pytest.mark.parametrize(
    "name", ["password", "Authorization", "X-API-Key", "client_secret", "access_token", "Cookie"]
)
def test_what_bears_the_name_of_a_secret_is_hidden(write: Any, name: str) -> None:
    line = write("hello", **{name: "hunter2", "headers": {name: "hunter2"}})

    assert "hunter2" not in json.dumps(line)


@pytest.mark.promise("S75")
@pytest.mark.parametrize(
    "text",
    [
        "https://app:hunter2@example.org/",  # pragma: allowlist secret
        "Authorization was Bearer hunter2.x-y",
    ],
)
def test_credentials_inside_a_text_are_hidden(write: Any, text: str) -> None:
    assert "hunter2" not in json.dumps(write(text, detail=text))


@pytest.mark.promise("S75")
def test_text_of_a_caller_cannot_forge_a_line(write: Any) -> None:
    line = write('a\n{"event":"forged"}', path="\x1b[2J\u2028")

    assert line["event"] == 'a\n{"event":"forged"}'  # it arrives escaped, on one line


@pytest.mark.promise("S75")
def test_a_persons_terminal_is_not_steered(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(in_production=False)

    structlog.get_logger().info("a\nforged", path="\x1b[2J\x9b")

    written = capsys.readouterr().out
    assert written.count("\n") == 1
    assert "\x1b" not in written
    assert "\x9b" not in written


@pytest.mark.promise("S75")
def test_libraries_write_the_same_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(in_production=True)

    logging.getLogger("some.package").warning("password is %s", "short")

    line = json.loads(capsys.readouterr().out)
    assert (line["logger"], line["level"]) == ("some.package", "warning")


@pytest.mark.promise("S75")
def test_a_request_is_one_line_without_its_query(
    open_client: OpenClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(in_production=True)

    answer = open_client().get("/wait?seconds=0&token=hunter2")

    (line,) = read_lines(capsys)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/wait", 200)
    assert line["request_id"] == answer.headers["x-request-id"]
    assert "hunter2" not in json.dumps(line)


@pytest.mark.promise("S75")
def test_a_fault_is_written_with_its_cause(
    open_client: OpenClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(in_production=True)

    answer = open_client().get("/fault")

    fault, request = read_lines(capsys)
    assert "RuntimeError" in fault["exception"]
    assert fault["request_id"] == request["request_id"] == answer.headers["x-request-id"]


@pytest.mark.promise("S75")
def test_a_well_formed_id_of_the_caller_is_kept(open_client: OpenClient) -> None:
    kept = open_client().get("/scope", headers={"X-Request-Id": "0f8b.trace_1-a"})
    replaced = open_client().get("/scope", headers={"X-Request-Id": "a b\x7f"})

    assert kept.headers["x-request-id"] == "0f8b.trace_1-a"
    assert len(replaced.headers["x-request-id"]) == 32
    assert current_request.get() == ""


def read_lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the lines of the service; the client of the test writes some too."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if not line.get("logger", "").startswith("httpx")]
