"""The real server: it starts, says little, waits for nobody and ends well."""

import time
from http.client import HTTPConnection, HTTPResponse

import pytest

from app.cli import main
from tests.process.service import Running


@pytest.mark.promise("S38")
@pytest.mark.parametrize("path", ["/health/live", "/nowhere"])
def test_no_answer_names_the_software(running: Running, path: str) -> None:
    headers = running.get(path).headers

    assert not headers.get("server")
    assert "x-powered-by" not in headers


@pytest.mark.promise("S41")
def test_the_real_server_shows_problems(running: Running) -> None:
    answer = running.get("/nowhere")

    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-security-policy"]


@pytest.mark.promise("S40")
def test_headers_that_never_end_are_cut(running: Running) -> None:
    begun = time.perf_counter()

    with running.connect(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ") as line:
        rest = line.recv(1_000)

    assert b"200" not in rest
    assert time.perf_counter() - begun < 3


@pytest.mark.promise("S23")
def test_headers_without_end_do_not_fill_the_memory(running: Running) -> None:
    with running.connect(b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 40_000) as line:
        assert b" 431 " in line.recv(1_000)


def test_the_command_for_probes_asks_the_running_service(
    running: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SERVER_PORT", str(running.port))
    monkeypatch.setenv("SERVER_HOST", "0.0.0.0")  # noqa: S104  # where a container listens

    assert main(["health"]) == 0
    assert main(["health", "--live"]) == 0

    monkeypatch.setenv("SERVER_PORT", "1")
    assert main(["health"]) == 1
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.promise("S70")
def test_after_the_signal_it_is_not_ready_and_then_it_ends(running: Running) -> None:
    running.process.terminate()
    while (status := running.get("/health/ready").status) == 200:
        time.sleep(0.01)

    assert status == 503
    assert running.process.wait(timeout=15) == 0
    assert "Traceback" not in running.log.read_text()


@pytest.mark.promise("S70")
def test_who_keeps_a_connection_is_told_to_go_before_it_is_cut(running: Running) -> None:
    kept = HTTPConnection("127.0.0.1", running.port, timeout=5)

    assert ask_again(kept).headers["connection"] != "close"
    running.process.terminate()
    while (answer := ask_again(kept)).headers["connection"] != "close":
        time.sleep(0.01)

    assert answer.status == 200
    assert running.process.wait(timeout=15) == 0


def ask_again(kept: HTTPConnection) -> HTTPResponse:
    """Return the answer to one more request on a connection."""
    kept.request("GET", "/health/live")
    answer = kept.getresponse()
    answer.read()
    return answer
