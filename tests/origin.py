"""Our own template as a team has it: a repository with a tag for each release, at a git URL."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backsmith.sources.mainline import find_releases

ROOT = Path(__file__).parents[1]
OLDEST, NEWEST = "v0.1.0", "v9.0.0"  # the newest is what is committed here now
NAME = "backsmith.git"
# What Renovate gives to `copier update`, before the tag.
RENOVATE = ("--skip-answered", "--defaults", "--answers-file", ".copier-answers.yml", "--vcs-ref")
SECONDS = 20


def git(*words: str, cwd: Path) -> str:
    """Run git on a repository of the test, and return what it said."""
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *words], cwd=cwd, env={**os.environ, **quiet}, text=True, capture_output=True
    )
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout.strip()


def build_origin(folder: Path) -> Path:
    """Return a bare repository below `folder` with our releases, and what is committed now."""
    origin = folder / NAME
    origin.mkdir(parents=True)
    git("init", "--quiet", "--bare", cwd=origin)
    git("fetch", "--quiet", "--no-tags", str(ROOT), "+HEAD:refs/heads/main", cwd=origin)
    git("symbolic-ref", "HEAD", "refs/heads/main", cwd=origin)
    for version, commit in {**find_releases(ROOT), NEWEST: "main"}.items():
        git("tag", version, commit, cwd=origin)
    return origin


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve the repositories below `folder` on loopback while the context lasts; yield the URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    daemon = subprocess.Popen(
        [
            *(f"{git('--exec-path', cwd=folder)}/git-daemon", "--listen=127.0.0.1"),
            *(f"--port={port}", f"--base-path={folder}", "--export-all", "--reuseaddr"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield f"git://127.0.0.1:{port}"
    finally:
        daemon.terminate()
        daemon.wait(SECONDS)


def wait_for(port: int) -> None:
    """Return once something listens on `port`."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"git daemon does not listen on port {port}")
