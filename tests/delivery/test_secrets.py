"""`make scan` lets a new project pass, and finds a secret that somebody added to it."""

from pathlib import Path

import pytest

from tests.rendered import render

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("database", ["postgresql", "mariadb", "sqlite"])
def test_a_secret_is_found_and_nothing_else(database: str, tmp_path: Path) -> None:
    project = render(tmp_path / "service", {"database": database})
    project.install()
    project.run("git", "init", "--quiet")
    project.run("git", "add", "--all")
    before = project.run("make", "scan")

    (project.root / "src" / "app" / "keys.py").write_text('AWS = "AKIAIOSFODNN7REALKEY"\n')
    project.run("git", "add", "--all")
    after = project.run("make", "scan")

    assert before.returncode == 0, before.stdout
    assert after.returncode != 0
    assert "src/app/keys.py:1" in after.stdout
