"""A cluster that is not there: what is told to it is written down."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kubernetes.reading import list_pods

ROOT = Path(__file__).parents[2]
TRUE = {
    "example.com": "example.net",
    "192.0.2.": "10.1.2.",
    "198.51.100.": "10.1.3.",
    "203.0.113.": "10.1.4.",
}  # what somebody has written in the place of the examples


@dataclass
class Cluster:
    """A clone of this repository, and a cluster that it is brought into."""

    clone: Path
    folder: Path

    def run(self, script: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script of deploy/kubernetes in the clone."""
        path = f"{self.folder}:{os.environ['PATH']}"
        environment |= {"PATH": path, "CLUSTER": str(self.folder), "PATIENCE": "0"}
        command = ["/bin/sh", f"deploy/kubernetes/{script}", *words]
        return subprocess.run(  # noqa: S603
            command, cwd=self.clone, env=environment, capture_output=True, text=True
        )

    def told(self) -> list[str]:
        """Return what the cluster was told, call by call."""
        path = self.folder / "told"
        return path.read_text().splitlines() if path.exists() else []

    def has(self, name: str, text: str = "") -> None:
        """Let there be something in the cluster."""
        (self.folder / name).write_text(text)


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    """A cluster that has all secrets, and a clone whose examples somebody has replaced."""
    clone, folder = tmp_path / "clone", tmp_path / "cluster"
    folder.mkdir()
    shutil.copytree(ROOT / "deploy", clone / "deploy")
    for path in (clone / "deploy" / "kubernetes" / "overlays").rglob("*.*"):
        text = path.read_text()
        for example, true in TRUE.items():
            text = text.replace(example, true)
        path.write_text(text)
    program, stand_in = folder / "kubectl", Path(__file__).with_name("cluster.py")
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {stand_in} "$@"\n')
    program.chmod(0o755)
    cluster = Cluster(clone, folder)
    keys = {key for pod in list_pods("staging") for key in pod.find_secrets().values()}
    cluster.has("secrets", "\n".join(sorted(keys)))
    return cluster
