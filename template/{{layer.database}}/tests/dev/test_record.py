"""A test run leaves a record of the statements behind each endpoint, whoever ran its tests."""

import json
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from dev.statements import record
from dev.statements.recorder import recording


def test_the_record_says_what_each_endpoint_has_asked(client: TestClient, tmp_path: Path) -> None:
    written: record.Record = {}
    with recording() as recorded:
        for _ in range(2):
            client.get("/health/ready")

    for exchange in recorded.exchanges:
        record.add(written, exchange)
    record.write(written, tmp_path / "record.json", is_whole=True)

    read = json.loads((tmp_path / "record.json").read_text())["endpoints"]
    [shape] = record.read_shapes(tmp_path / "record.json")
    assert shape in read["GET /health/ready"]["statements"]
    assert list(read) == ["GET /health/ready"]
    assert read["GET /health/ready"]["requests"] == 2
    assert read["GET /health/ready"]["most"] == 1
    [seen] = read["GET /health/ready"]["statements"].values()
    assert seen["times"] == 2
    assert seen["place"].startswith("src/app/health/readiness.py:")


def count(place: str, times: int, requests: int = 1) -> dict[str, Any]:
    """Return what one process has seen of an endpoint with one statement."""
    statement = {"place": place, "times": times, "most": times}
    return {"requests": requests, "most": times, "statements": {"SELECT": statement}}


def test_what_two_processes_have_seen_is_added_up() -> None:
    one: record.Record = {"GET /a": count("f:1", 2)}
    other: record.Record = {"GET /a": count("f:1", 1, requests=2), "GET /b": count("f:2", 1)}

    record.merge(one, other)

    assert one["GET /a"]["requests"] == 3
    assert one["GET /a"]["statements"]["SELECT"] == {"place": "f:1", "times": 3, "most": 2}
    assert one["GET /b"] == count("f:2", 1)


def test_a_run_of_some_tests_does_not_stand_for_all(tmp_path: Path) -> None:
    record.write({"GET /a": count("f:1", 1)}, tmp_path / "record.json", is_whole=False)

    assert record.read_shapes(tmp_path / "record.json") == set()
    assert record.read_shapes(tmp_path / "no.json") == set()
