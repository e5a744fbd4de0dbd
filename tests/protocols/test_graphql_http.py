"""GraphQL over HTTP, as the audits of the npm package `graphql-http` want it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.protocols.service import serve
from tests.rendered import render

PACKAGES = ["graphql-http@1.23.1", "graphql@16.11.0"]
AUDIT = """
import { auditServer } from 'graphql-http';
const results = await auditServer({ url: process.argv[2] });
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


@pytest.mark.parametrize("api", [["graphql"], ["rest", "graphql"]], ids="+".join)
def test_every_audit_passes(api: list[str], audit: Path, tmp_path: Path) -> None:
    project = render(tmp_path / "service", {"api": api, "auth": "none", "database": "sqlite"})
    project.install()

    with serve(project) as address:
        done = subprocess.run(
            ["node", audit, f"{address}/graphql"], text=True, capture_output=True, check=True
        )

    results: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(results) > 50
    assert [one for one in results if one["status"] in ("error", "warn")] == []
