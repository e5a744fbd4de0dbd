"""Clients of npm: `graphql-ws` follows notes, and the parser of AsyncAPI reads the description."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.protocols.service import serve
from tests.rendered import Rendered, render

FOLLOW = """
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
const [url, socket] = process.argv.slice(2);
const client = createClient({ url: socket, webSocketImpl: WebSocket, retryAttempts: 0 });
const told = [];
const query = 'subscription { noteEvents { kind note { title } } }';
for await (const { data } of client.iterate({ query })) {
  told.push(data.noteEvents);
  if (told.length === 2) break;
  const create = 'mutation { createNote(input: { title: "Milk" }) { id } }';
  const headers = { 'Content-Type': 'application/json' };
  await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: create }) });
}
await client.dispose();
console.log(JSON.stringify(told));
"""
REFUSED = """
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
const client = createClient({ url: process.argv[2], webSocketImpl: WebSocket, retryAttempts: 0 });
try {
  for await (const _ of client.iterate({ query: 'subscription { nothing }' }));
} catch (errors) {
  console.log(JSON.stringify(errors));
}
await client.dispose();
"""
PARSE = """
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
const parser = new (Parser ?? (await import('@asyncapi/parser')).default.Parser)();
const { diagnostics } = await parser.parse(readFileSync(process.argv[2], 'utf8'));
console.log(JSON.stringify(diagnostics.filter(({ severity }) => severity === 0)));
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("npm"), reason="the clients need node and npm"),
]

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """A project with everything that sockets are for."""
    answers = {"api": ["graphql", "websocket"], "auth": "none", "database": "sqlite"}
    project = render(tmp_path_factory.mktemp("sockets") / "service", answers)
    project.install()
    return project


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """What runs a script that needs some packages, and returns what it prints."""

    def run(packages: list[str], script: str, *words: str) -> Any:
        install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages]
        subprocess.run(install, cwd=tmp_path, check=True, capture_output=True)
        (tmp_path / "script.mjs").write_text(script)
        command = ["node", str(tmp_path / "script.mjs"), *words]
        done = subprocess.run(command, text=True, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


CLIENT = ["graphql-ws@6.0.5", "graphql@16.11.0", "ws@8.18.3"]


def place_sockets(address: str) -> str:
    """Return where the sockets of a service are: on the next port."""
    host, _, port = address.removeprefix("http://").partition(":")
    return f"ws://{host}:{int(port) + 1}/graphql"


def test_graphql_ws_follows_what_happens(project: Rendered, run: Run) -> None:
    with serve(project) as address:
        told = run(CLIENT, FOLLOW, f"{address}/graphql", place_sockets(address))

    assert told == [
        {"kind": "STARTED", "note": None},
        {"kind": "CREATED", "note": {"title": "Milk"}},
    ]


def test_graphql_ws_is_told_why_not(project: Rendered, run: Run) -> None:
    with serve(project) as address:
        [error] = run(CLIENT, REFUSED, place_sockets(address))

    assert error["extensions"]["code"] == "BAD_REQUEST"


def test_the_description_is_asyncapi(project: Rendered, run: Run) -> None:
    file = project.root / "docs" / "asyncapi.json"

    assert run(["@asyncapi/parser@3.4.0"], PARSE, str(file)) == []
