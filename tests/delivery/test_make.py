"""The Makefile of a project: it says what can be done, and what is missing."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.rendered import Rendered, render


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """The default project, not installed."""
    return render(tmp_path_factory.mktemp("make") / "service", {})


def make(
    project: Rendered, *words: str, path: str = "/usr/bin:/bin"
) -> subprocess.CompletedProcess[str]:
    """Run make in the project, with no more on the PATH than every machine has."""
    environment = {"PATH": path, "HOME": os.environ["HOME"]}
    command = ["make", "--no-print-directory", *words]
    return subprocess.run(
        command, cwd=project.root, env=environment, text=True, capture_output=True
    )


def test_make_alone_lists_every_target_with_its_words(project: Rendered) -> None:
    said = make(project).stdout

    listed = {line.split()[1] for line in said.splitlines()}
    assert {
        "setup",
        "dev",
        "test",
        "check",
        "migrate",
        "migration",
        "lock",
        "image",
        "deploy",
        "secrets",
    } <= listed
    assert all(len(line.split()) > 3 for line in said.splitlines())


def test_without_uv_it_says_where_to_get_it(project: Rendered) -> None:
    done = make(project, "setup")

    assert done.returncode == 2
    assert "error: uv is not on the PATH." in done.stderr
    assert "hint: https://docs.astral.sh/uv/" in done.stderr


CERTIFICATE = ("database_authority", "database_certificate", "database_key")


def test_secrets_are_made_once_and_kept_from_others(project: Rendered) -> None:
    first = make(project, "secrets")
    folder = project.root / "secrets"
    before = {path.name: path.read_text() for path in folder.iterdir()}
    (folder / "database_password").unlink()

    second = make(project, "secrets")

    after = {path.name: path.read_text() for path in folder.iterdir()}
    assert (first.returncode, second.returncode) == (0, 0)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {len(text) for name, text in after.items() if name not in CERTIFICATE} == {64}
    assert all(after[name].startswith("-----BEGIN ") for name in CERTIFICATE)
    assert after.pop("database_password") != before.pop("database_password")
    assert after == before
    assert Path(project.root / ".env").read_text().count("SECRETS_DIR=") == 1
