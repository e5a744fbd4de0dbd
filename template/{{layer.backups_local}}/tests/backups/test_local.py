"""The whole way by the command line: into a folder, and back."""

import re
from pathlib import Path

import pytest

from app.backups.target import TargetSettings
from app.cli import main
from tests.backups.conftest import PASSWORD, open_live
from tests.backups.data import ASK, COPIED, FILL, MAKE, ask

pytestmark = [pytest.mark.backups, pytest.mark.promise("S61")]


def test_a_backup_goes_into_the_folder_and_comes_back(
    server: str,
    environment: pytest.MonkeyPatch,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with open_live(server) as live:
        monkeypatch.setenv("DATABASE_URL", live.url)
        monkeypatch.setenv("BACKUPS_FOLDER", str(tmp_path / "repository"))
        monkeypatch.setenv("BACKUPS_PASSWORD", PASSWORD)
        monkeypatch.setenv("BACKUPS_STATE", str(tmp_path / "state"))
        ask(live, MAKE, FILL)

        assert main(["backup", "run"]) == 0
        ask(live, "DELETE FROM marks")
        assert main(["backup", "restore"]) == 0

        assert ask(live, ASK) == COPIED
        taken, restored = re.findall(r"^\d{8}T\d{6}Z$", capsys.readouterr().out, flags=re.M)
        assert taken == restored


@pytest.mark.promise("S74")
@pytest.mark.parametrize("folder", [None, "somewhere/here"])
def test_production_wants_a_folder_that_does_not_depend_on_where_it_is_started(
    folder: str | None,
) -> None:
    settings = TargetSettings(folder=folder, _env_file=None)

    assert [text.startswith("BACKUPS_FOLDER is no absolute") for text in settings.list_dangers()]
    assert TargetSettings(folder="/mnt/backups", _env_file=None).list_dangers() == []
