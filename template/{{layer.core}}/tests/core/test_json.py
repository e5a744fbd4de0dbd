"""What two readers of JSON could understand differently is not JSON here."""

import json

import pytest

from app.core.errors import Refused
from app.core.json import MAX_DEPTH, read_json


@pytest.mark.promise("S24")
@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":2}}',
        b"NaN",
        b"[Infinity]",
        b"[-Infinity]",
        b"1e999",
        b'"\\ud800"',
        b'{"\\udfff":1}',
        b'[{"a":["\\u0000"]}]',
        b'"\x00"',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        '"a"'.encode("utf-16"),
        b"1" * 5_000,
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
        b"[" * 400_000,
        b"{'a':1}",
        b'{"a":1,}',
        b'{"a":1}{',
        b"",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_not_strict_json_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        read_json(body)


@pytest.mark.parametrize(
    "value",
    [
        {"text": "é \U0001f600 \u2028", "numbers": [0, -1, 1.5, 10**30], "none": None},
        [[{}]] * 100,
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ],
    ids=["all kinds", "wide", "a pair of surrogates"],
)
def test_what_is_strict_json_is_read(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value


def test_nesting_up_to_the_limit_is_read() -> None:
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
