"""The secrets of a deployment are the keys that the service wants, and others have none of them."""

import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from app.core.sealing.keys import INDEX_FILE, KEYS_FILE, add_key, read_keys

ROOT = Path(__file__).parents[1]
FILES = {KEYS_FILE, INDEX_FILE}


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder that `make secrets` fills."""
    command = ["/bin/sh", str(ROOT / "deploy" / "secrets.sh"), *FILES]
    subprocess.run(command, cwd=tmp_path, check=True, env={"PATH": "/usr/bin:/bin"})  # noqa: S603
    return tmp_path / "secrets"


@pytest.mark.promise("S66")
def test_what_make_secrets_makes_are_keys(secrets: Path) -> None:
    assert len(read_keys(secrets).by_id) == 1


@pytest.mark.promise("S66")
def test_a_key_that_is_added_can_be_read_by_the_container_that_serves(secrets: Path) -> None:
    newest = add_key(secrets / KEYS_FILE)

    assert list(read_keys(secrets).by_id)[1:] == [newest]
    assert stat.S_IMODE((secrets / KEYS_FILE).stat().st_mode) == 0o444


@pytest.mark.promise("S66")
def test_nothing_has_the_keys_but_what_is_built_here() -> None:
    services = yaml.safe_load((ROOT / "compose.yml").read_text())["services"]

    given = {name: set(map(str, one.get("secrets", []))) for name, one in services.items()}
    holders = {name for name, names in given.items() if names & FILES}
    assert given["app"] >= FILES
    assert {name for name in holders if "build" not in services[name]} == set()
