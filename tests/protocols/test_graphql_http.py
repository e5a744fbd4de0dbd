"""GraphQL over HTTP, as the audits of the npm package `graphql-http` want it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.protocols.service import serve
from tests.rendered import Rendered, render

PACKAGES = ["graphql-http@1.23.1", "graphql@16.11.0"]
AUDIT = """
import { auditServer } from 'graphql-http';
const [url, key] = process.argv.slice(2);
const known = key ? { authorization: `Bearer ${key}` } : {};
const fetchFn = (to, how) => fetch(to, { ...how, headers: { ...how?.headers, ...known } });
const results = await auditServer({ url, fetchFn });
const told = results.map(({ id, name, status, reason }) => ({ id, name, status, reason }));
console.log(JSON.stringify(told));
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("npm"), reason="the audits need node and npm"),
]


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """A script that audits the address that it is given."""
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    script = tmp_path / "audit.mjs"
    script.write_text(AUDIT)
    return script


def describe_one(value: object) -> str:
    """Return how a test calls one of its values."""
    return "+".join(value) if isinstance(value, list) else str(value)


def make_keys(project: Rendered, auth: str) -> list[str]:
    """Return a key to ask the running service with, if it wants one."""
    if auth == "none":
        return []
    address = f"DATABASE_URL=sqlite:///{project.root}/suite.db"
    done = project.run("env", "APP_ENVIRONMENT=development", address, ".venv/bin/app", "admin")
    assert done.returncode == 0, done.stderr
    return [done.stdout.strip()]


@pytest.mark.parametrize(
    ("api", "auth"), [(["graphql"], "none"), (["rest", "graphql"], "api_key")], ids=describe_one
)
def test_every_audit_passes(api: list[str], auth: str, audit: Path, tmp_path: Path) -> None:
    project = render(tmp_path / "service", {"api": api, "auth": auth, "database": "sqlite"})
    project.install()

    with serve(project) as address:
        command = ["node", str(audit), f"{address}/graphql", *make_keys(project, auth)]
        done = subprocess.run(command, text=True, capture_output=True, check=True)

    results: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(results) > 50
    assert [one for one in results if one["status"] in ("error", "warn")] == []
