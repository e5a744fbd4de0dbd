"""docs/openapi.json says what the service does: production shows it nowhere else."""

import json

import pytest

from dev.openapi import FILE, describe

METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.mark.promise("S42")
@pytest.mark.usefixtures("environment")
def test_the_file_is_what_the_routes_say() -> None:
    assert FILE.read_text() == describe(), "Write it anew: make openapi"


def test_every_route_describes_its_errors() -> None:
    paths = json.loads(FILE.read_text())["paths"]

    operations = [paths[path][method] for path in paths for method in METHODS & paths[path].keys()]

    assert operations
    assert all("default" in operation["responses"] for operation in operations)
