"""Load on one endpoint, by wrk: some connections, each with one request in flight."""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass

from benchmarks.processes import stay_on
from benchmarks.target import Endpoint, Target
from benchmarks.tools import find_tool

CONNECTIONS = 32
SCRIPT = """
wrk.method = {method}
{body}
{headers}
{pause}
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('JSON{{"requests":%d,"seconds":%f,"failures":%d,"p50_ms":%f,"p95_ms":%f,"p99_ms":%f}}\\n',
    summary.requests, summary.duration / 1e6,
    e.status + e.connect + e.read + e.write + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True)
class Load:
    """What wrk saw."""

    requests: int
    seconds: float
    failures: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


def put_load(
    target: Target,
    endpoint: Endpoint,
    seconds: int,
    connections: int = CONNECTIONS,
    pause_ms: int = 0,
    core: int | None = 1,
) -> Load:
    """Ask for `endpoint` as fast as it answers, from the core that the service does not use.

    With `pause_ms` each connection waits so long before each request.
    """
    body = ""
    if endpoint.body is not None:
        body = f"wrk.body = [==[{json.dumps(endpoint.body)}]==]\n"
        body += 'wrk.headers["Content-Type"] = "application/json"'
    headers = "\n".join(
        f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}"
        for name, value in target.headers.items()
    )
    pause = f"delay = function() return {pause_ms} end" if pause_ms else ""
    method = json.dumps(endpoint.method)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT.format(method=method, body=body, headers=headers, pause=pause))
        script.flush()
        command = [find_tool("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s"]
        command += ["--timeout", "15s", "-s", script.name, target.base + endpoint.path]
        done = subprocess.run(
            command, text=True, capture_output=True, check=True, preexec_fn=stay_on(core)
        )
    found = re.search(r"^JSON(.*)$", done.stdout, re.M)
    return Load(**json.loads(found[1] if found else "{}"))
