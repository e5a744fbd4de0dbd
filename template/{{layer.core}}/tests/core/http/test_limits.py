"""What a request may be: so large, so many headers, one method, plain JSON."""

from collections.abc import Iterator

import pytest

from tests.core.conftest import OpenClient

JSON = {"Content-Type": "application/json"}


@pytest.mark.promise("S22")
def test_a_body_that_says_it_is_too_large_is_refused(open_client: OpenClient) -> None:
    answer = open_client(body_bytes=20).request("GET", "/scope", content=b"x" * 21)

    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


@pytest.mark.promise("S22")
def test_a_body_in_chunks_is_counted_while_it_comes(open_client: OpenClient) -> None:
    sent = 0

    def send_for_ever() -> Iterator[bytes]:
        nonlocal sent
        while sent < 1_000:
            sent += 1
            yield b"          "

    answer = open_client(body_bytes=100).post("/echo", content=send_for_ever(), headers=JSON)

    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


@pytest.mark.promise("S22")
@pytest.mark.parametrize("length", ["-1", "1, 1", "0x1", "many"])
def test_a_length_is_one_number(open_client: OpenClient, length: str) -> None:
    answer = open_client().get("/scope", headers={"Content-Length": length})

    assert answer.status_code == 400


def test_a_body_at_the_limit_is_read(open_client: OpenClient) -> None:
    answer = open_client(body_bytes=10).post("/echo", content=b'{"size":1}', headers=JSON)

    assert answer.status_code == 200


@pytest.mark.promise("S23")
@pytest.mark.parametrize(
    "headers",
    [{"X-Long": "x" * 16_384}, {f"X-{number}": "" for number in range(101)}],
    ids=["too long", "too many"],
)
def test_headers_are_bounded(open_client: OpenClient, headers: dict[str, str]) -> None:
    answer = open_client().get("/wait?seconds=0", headers=headers)

    assert answer.status_code == 431
    assert answer.headers["connection"] == "close"


@pytest.mark.promise("S23")
def test_the_url_is_bounded(open_client: OpenClient) -> None:
    answer = open_client().get("/wait", params={"seconds": "0" * 8_192})

    assert answer.status_code == 414


def test_the_url_holds_no_nul(open_client: OpenClient) -> None:
    assert open_client().get("/wait?seconds=%00").status_code == 400
    assert open_client().get("/%00").status_code == 400


@pytest.mark.promise("S27")
@pytest.mark.parametrize(
    "declared",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/problem+json",
        "",
    ],
)
def test_a_body_that_is_not_declared_as_json_is_refused(
    open_client: OpenClient, declared: str
) -> None:
    answer = open_client().post("/echo", content=b'{"size":1}', headers={"Content-Type": declared})

    assert answer.status_code == 415


@pytest.mark.promise("S27")
def test_a_compressed_body_is_refused(open_client: OpenClient) -> None:
    answer = open_client().post(
        "/echo", content=b'{"size":1}', headers={**JSON, "Content-Encoding": "gzip"}
    )

    assert answer.status_code == 415


def test_the_charset_of_json_may_be_named(open_client: OpenClient) -> None:
    named = {"Content-Type": 'application/json; charset="UTF-8"'}

    assert open_client().post("/echo", content=b'{"size":1}', headers=named).status_code == 200


@pytest.mark.promise("S24")
def test_a_body_is_read_by_the_strict_reader(open_client: OpenClient) -> None:
    answer = open_client().post("/echo", content=b'{"size":1,"size":2}', headers=JSON)

    assert answer.status_code == 400
    assert answer.json()["detail"] == "The JSON holds a key twice."


def test_a_missing_body_is_told_as_a_missing_field(open_client: OpenClient) -> None:
    answer = open_client().post("/echo")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "missing"


@pytest.mark.promise("S39")
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK", "PROPFIND"])
def test_no_method_but_the_common_ones_is_looked_at(open_client: OpenClient, method: str) -> None:
    assert open_client().request(method, "/nowhere").status_code == 405


@pytest.mark.promise("S39")
@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_the_method_cannot_be_overridden(open_client: OpenClient, header: str) -> None:
    answer = open_client().get("/wait?seconds=0", headers={header: "DELETE"})

    assert answer.status_code == 400
