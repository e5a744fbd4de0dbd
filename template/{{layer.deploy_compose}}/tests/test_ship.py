"""A released version is started on the machine that was named, and on no other."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SSH = """#!/bin/sh
for word in "$@"; do
	case $word in
	UserKnownHostsFile=*) cat "${word#*=}" ;;
	esac
done > hosts
while [ "$1" != sh ]; do
	if [ "$1" = -i ]; then cat "$2" > key; stat -c %a "$2" > mode; fi
	echo "$1" >> said
	shift
done
exec "$@"
"""
NEEDED = {
    "VERSION": "v1.2.0",
    "DEPLOY_TO": "ada@shop.test:clone",
    "DEPLOY_KNOWN_HOSTS": "shop.test ssh-ed25519 AAAA",
    "DEPLOY_KEY": "the key",  # pragma: allowlist secret
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A machine with a clone, which is this one; what is called there writes down how."""
    programs, clone = tmp_path / "programs", tmp_path / "clone"
    programs.mkdir()
    clone.mkdir()
    for name, text in (("ssh", SSH), ("git", None), ("make", None)):
        program = programs / name
        program.write_text(text or '#!/bin/sh\necho "$(basename "$0") $*" >> called\n')
        program.chmod(0o755)
    return tmp_path


def ship(folder: Path, **environment: str) -> None:
    """Run the script, as `make ship` does."""
    path = {"PATH": f"{folder / 'programs'}:/usr/bin:/bin"}
    command = ["/bin/sh", str(ROOT / "deploy" / "ship.sh")]
    subprocess.run(command, cwd=folder, env=path | environment, check=True)  # noqa: S603


def test_the_version_is_taken_and_started_in_the_clone(folder: Path) -> None:
    ship(folder, **NEEDED)

    assert (folder / "clone" / "called").read_text().splitlines() == [
        "git fetch --tags --quiet",
        "git checkout --quiet --detach v1.2.0",
        "make up",
    ]
    assert "ada@shop.test" in (folder / "said").read_text().splitlines()


def test_the_machine_is_the_one_that_was_named_and_nobody_else_reads_the_key(folder: Path) -> None:
    ship(folder, **NEEDED)

    said = (folder / "said").read_text().splitlines()
    assert "StrictHostKeyChecking=yes" in said
    assert (folder / "hosts").read_text() == "shop.test ssh-ed25519 AAAA\n"
    assert (folder / "key").read_text() == "the key\n"
    assert (folder / "mode").read_text() == "600\n"
    key = said[said.index("-i") + 1]
    assert not Path(key).exists()


@pytest.mark.parametrize("version", ["v1.2.0; make down", "$(make down)", "main"])
def test_what_is_no_version_is_not_brought_anywhere(version: str, folder: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        ship(folder, **NEEDED | {"VERSION": version})

    assert not (folder / "said").exists()


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_nothing_happens_while_something_is_missing(name: str, folder: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        ship(folder, **{key: value for key, value in NEEDED.items() if key != name})

    assert not (folder / "said").exists()
