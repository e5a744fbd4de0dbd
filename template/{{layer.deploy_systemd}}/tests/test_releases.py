"""A release is migrated to and tried before it serves; one that is not well is taken back."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.identity import NAME
from tests.units import ROOT

SYSTEMCTL = """\
#!/bin/sh
echo "$*, $(basename "$(readlink {root}/current)" 2>/dev/null)" >> {log}
for word in $FAILS; do
	case "$*, $(basename "$(readlink {root}/current)")" in *$word*) exit 1 ;; esac
done
"""
Release = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine on which 1.0 serves, and 2.0 is there."""
    root = tmp_path / "opt"
    for version in ("1.0", "2.0"):
        program = root / "releases" / version / ".venv" / "bin" / "app"
        program.parent.mkdir(parents=True)
        write_program(program, "#!/bin/sh\n")
        (root / "releases" / version / "deploy").symlink_to(ROOT / "deploy")
    (root / "current").symlink_to("releases/1.0")
    (tmp_path / "units").mkdir()
    return root


@pytest.fixture
def release(root: Path, tmp_path: Path) -> Release:
    """The script, on that machine: what systemd would be asked to do stands in `said`."""
    text = (ROOT / "deploy" / "release.sh").read_text()
    places = [("/opt/$NAME", root), ("/etc/systemd/system", tmp_path / "units")]
    for old, new in [*places, ("/usr/local/bin", tmp_path)]:
        assert old in text
        text = text.replace(old, str(new))
    script = tmp_path / "release.sh"
    script.write_text(text.replace("READY_SECONDS=30", "READY_SECONDS=1"))
    programs = tmp_path / "bin"
    programs.mkdir()
    log = tmp_path / "said"
    write_program(programs / "systemctl", SYSTEMCTL.format(root=root, log=log))
    write_program(programs / "journalctl", "#!/bin/sh\n")

    def run(*words: str, fails: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            ["/bin/sh", str(script), *words],
            env={"PATH": f"{programs}:/usr/bin:/bin", "FAILS": fails},
            text=True,
            capture_output=True,
        )

    return run


def write_program(path: Path, text: str) -> None:
    """Write a program that may be run."""
    path.write_text(text)
    path.chmod(0o755)


def read_steps(tmp_path: Path) -> list[str]:
    """Return what was started or restarted, in its order, and what served at that time."""
    said = (tmp_path / "said").read_text().splitlines()
    return [line for line in said if line.startswith(("start", "restart")) and NAME in line]


@pytest.mark.promise("S80")
def test_it_is_migrated_to_and_tried_before_it_serves(
    release: Release, root: Path, tmp_path: Path
) -> None:
    done = release("use", "2.0")

    assert (done.returncode, done.stderr) == (0, "2.0 serves.\n")
    assert read_steps(tmp_path)[:4] == [
        f"start {NAME}-migrate@2.0.service, 1.0",
        f"start {NAME}-trial@2.0.service, 1.0",
        f"start {NAME}.socket, 2.0",
        f"restart {NAME}.service, 2.0",
    ]
    assert (root / "former").readlink().name == "1.0"


@pytest.mark.promise("S80")
@pytest.mark.parametrize("step", ["migrate@2.0", "trial@2.0"])
def test_one_that_is_not_fit_never_comes_into_place(
    step: str, release: Release, root: Path, tmp_path: Path
) -> None:
    done = release("use", "2.0", fails=f"{NAME}-{step}")

    assert done.returncode == 1
    assert "2.0 is not fit to serve; nothing has changed." in done.stderr
    assert (root / "current").readlink().name == "1.0"
    assert not [line for line in read_steps(tmp_path) if line.startswith("restart")]


@pytest.mark.promise("S80")
def test_one_that_dies_in_its_place_is_taken_back(release: Release, root: Path) -> None:
    done = release("use", "2.0", fails=f"{NAME}.service,?2.0")

    assert done.returncode == 1
    assert "2.0 is not fit to serve; 1.0 serves on." in done.stderr
    assert (root / "current").readlink().name == "1.0"


@pytest.mark.promise("S80")
def test_one_goes_back_by_command_and_the_tables_stay(
    release: Release, root: Path, tmp_path: Path
) -> None:
    assert release("use", "2.0").returncode == 0

    done = release("back")

    assert done.returncode == 0
    assert (root / "current").readlink().name == "1.0"
    assert f"start {NAME}-migrate@1.0.service, 2.0" not in read_steps(tmp_path)


@pytest.mark.promise("S80")
def test_where_nothing_served_before_it_says_so(release: Release) -> None:
    done = release("back")

    assert done.returncode == 1
    assert "there is no release to go back to" in done.stderr
