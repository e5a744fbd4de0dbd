"""Start copier, or Jinja, on a stranger's template in a process of its own, within limits."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from backsmith.errors import RenderFailed

SECONDS = 300  # by the clock
PROCESSOR_SECONDS = 120
PACKAGES = Path(__file__).resolve().parents[2]
KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
GIT_CONFIG = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,
    "protocol.ext.allow": "never",
    "protocol.file.allow": "always",  # our own clone; submodules are switched off below
    "safe.directory": "*",
    "submodule.active": "none at all",
    "gc.auto": "0",
}
ENDINGS = {
    signal.SIGXCPU: "it needed more of the processor's time than a template may",
    signal.SIGXFSZ: "it wrote a larger file than a template may",
    signal.SIGKILL: "the system ended it: too much memory",
}


def run_child(request: Mapping[str, Any], git_config: Mapping[str, str] | None = None) -> Any:
    """Return what the child answers to a request.

    Neither its home, nor its cache, nor its configuration is the user's; all of it vanishes.

    Raises:
        RenderFailed: why it did not end well, in a line.
    """
    with TemporaryDirectory(prefix="backsmith-", ignore_cleanup_errors=True) as home:
        words = json.dumps({**request, "seconds": PROCESSOR_SECONDS}, default=str)
        done = _run(words, _make_environment(home, git_config or {}))
    if done.returncode:
        raise _fail(_explain(done.returncode))
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise _fail("its last words cannot be read") from error
    if "error" in answer:
        raise _fail(str(answer["error"]))
    return answer["result"]


def _run(request: str, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run the child; whatever ends us ends it and all that it has started."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "backsmith.foreign.copier_child"],
        env=environment,
        cwd=environment["HOME"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("BACKSMITH_DEBUG") == "1" else subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(request.encode(), timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise _fail(f"it had not ended after {SECONDS} s") from error
    finally:
        _end(process)
    return subprocess.CompletedProcess(process.args, process.returncode, out)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the child and its children."""
    with suppress(ProcessLookupError, PermissionError):  # nobody is left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()


def _make_environment(home: str, git_config: Mapping[str, str]) -> dict[str, str]:
    """Return all that the child knows of this machine."""
    pairs = {**GIT_CONFIG, **git_config}
    variables = {name: os.environ[name] for name in KEPT if name in os.environ}
    variables |= {
        "HOME": home,
        "TMPDIR": home,
        "XDG_CONFIG_HOME": home,
        "XDG_CACHE_HOME": home,
        "PYTHONPATH": str(PACKAGES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "file",  # all that it needs lies in our clone
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_CONFIG_COUNT": str(len(pairs)),
    }
    for number, (name, value) in enumerate(pairs.items()):
        variables[f"GIT_CONFIG_KEY_{number}"] = name
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables


def _explain(code: int) -> str:
    """Return why a child ended that did not answer."""
    return ENDINGS.get(signal.Signals(-code), f"signal {-code}") if code < 0 else f"code {code}"


def _fail(reason: str) -> RenderFailed:
    """Return the error of a child that failed."""
    return RenderFailed(
        f"The template cannot be rendered: {reason.removesuffix('.')}.",
        "Nothing was written. BACKSMITH_DEBUG=1 shows where it failed.",
    )
