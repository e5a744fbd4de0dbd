"""Each unit has what it needs and nothing more, and what does not answer is started again."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pydantic import SecretStr

import app.main  # noqa: F401  # every feature brings its settings
from app.core.http.settings import ServerSettings
from app.core.identity import NAME
from app.core.settings import find_kinds
from tests.units import ROOT, Unit, write_units

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
PREPARE = (ROOT / "deploy" / "prepare.sh").read_text()
MOST_EXPOSED = 15  # tenths


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unit]:
    """Every unit, by the name that it has on the machine."""
    return write_units(tmp_path_factory.mktemp("units"))


@pytest.fixture(scope="module")
def services(units: dict[str, Unit]) -> dict[str, Unit]:
    """Those that run a program."""
    return {name: unit for name, unit in units.items() if name.endswith(".service")}


def analyze(*words: str) -> str:
    """Return what systemd finds wrong."""
    done = subprocess.run([str(ANALYZE), *words], text=True, capture_output=True)  # noqa: S603
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.promise("S80")
@needs_systemd
def test_a_unit_is_hardly_exposed(services: dict[str, Unit]) -> None:
    limit = f"--threshold={MOST_EXPOSED}"
    paths = [str(unit.path) for unit in services.values()]

    assert [path for path in paths if analyze("security", "--offline=true", limit, path)] == []


@pytest.mark.promise("S80")
def test_a_unit_has_no_rights_and_writes_nothing_but_its_data(services: dict[str, Unit]) -> None:
    for unit in services.values():
        assert unit.read("CapabilityBoundingSet") == ""
        assert unit.read("NoNewPrivileges") == "yes"
        assert unit.read("ProtectSystem") == "strict"
        assert unit.read("User").startswith(NAME[:24])
        assert all(NAME in path for path in unit.list_all("ReadWritePaths"))


@needs_systemd
def test_systemd_understands_every_unit(units: dict[str, Unit], tmp_path: Path) -> None:
    for name, unit in units.items():
        text = re.sub(r"/opt/\S+/\.venv/bin/app|/usr/bin/flock", "/bin/true", unit.path.read_text())
        (tmp_path / name.replace("@", "@1")).write_text(text.replace("%i", "1"))

    found = analyze("verify", "--man=no", *map(str, tmp_path.iterdir()))

    assert [line for line in found.splitlines() if NAME in line] == []


@pytest.mark.promise("S80")
def test_every_secret_is_given_to_who_reads_it(services: dict[str, Unit]) -> None:
    given = {name for unit in services.values() for name, _ in unit.list_credentials()}
    secret = {
        f"{kind.model_config.get('env_prefix', '')}{name}".lower()
        for kind in find_kinds()
        for name, field in kind.model_fields.items()
        if SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ()))
    }

    assert secret <= given | {"database_password"}  # of a database that is a file, nobody asks it


@pytest.mark.promise("S80")
def test_no_secret_stands_in_the_environment(services: dict[str, Unit]) -> None:
    told = [line for unit in services.values() for line in unit.list_all("Environment")]
    for path in (ROOT / "deploy" / "systemd").glob("*.env"):
        told += [line for line in path.read_text().splitlines() if not line.startswith("#")]

    assert not [line for line in told if re.search(r"PASSWORD|SECRET=|TOKEN=|:[^/@]+@", line)]


@pytest.mark.promise("S80")
def test_every_secret_that_is_given_is_made_on_the_machine(services: dict[str, Unit]) -> None:
    wanted = {name for unit in services.values() for _, name in unit.list_credentials()}

    assert {name for name in wanted if not re.search(rf"\b{name}\b", PREPARE)} == set()


@pytest.mark.promise("S80")
def test_who_finds_secrets_in_a_folder_is_told_which(services: dict[str, Unit]) -> None:
    for unit in services.values():
        told = "APP_SECRETS_DIR=%d" in unit.list_all("Environment")
        assert told == bool(unit.list_all("LoadCredential"))


@pytest.mark.promise("S80")
def test_what_does_not_answer_is_started_again(units: dict[str, Unit]) -> None:
    unit = units[f"{NAME}.service"]

    assert unit.read("Type") == "notify"
    assert 3 <= int(unit.read("WatchdogSec")) <= 60
    assert unit.read("Restart") == "always"
    assert unit.read("StartLimitIntervalSec") == "0"
    assert unit.read("ExecStart").endswith("/current/.venv/bin/app supervised")


@pytest.mark.promise("S80")
def test_it_has_the_time_to_end_what_is_running(units: dict[str, Unit]) -> None:
    unit, settings = units[f"{NAME}.service"], ServerSettings()

    assert int(unit.read("TimeoutStopSec")) > settings.drain_seconds + settings.stop_seconds
    assert unit.read("KillMode") == "mixed"


@pytest.mark.promise("S80")
def test_callers_reach_a_socket_that_stays_open_through_caddy_alone(units: dict[str, Unit]) -> None:
    socket = units[f"{NAME}.socket"].read("ListenStream")
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()

    assert units[f"{NAME}.service"].read("Requires") == f"{NAME}.socket"
    assert socket.startswith("127.0.0.1:")
    assert f"reverse_proxy {socket} " in caddyfile


@pytest.mark.promise("S80")
def test_a_release_is_tried_with_what_it_will_have(units: dict[str, Unit]) -> None:
    trial, unit = units[f"{NAME}-trial@.service"], units[f"{NAME}.service"]

    for key in ("User", "EnvironmentFile", "LoadCredential", "SystemCallFilter", "StateDirectory"):
        assert trial.list_all(key) == unit.list_all(key)
    assert f"/opt/{NAME}/releases/%i/" in trial.read("ExecStart")
    assert trial.read("ExecStartPost").endswith("/bin/app health")
