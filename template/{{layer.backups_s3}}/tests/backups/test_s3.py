"""The whole way by the command line: into a bucket, and back; a bucket that refuses us says so."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.backups.target import TargetSettings
from app.cli import main
from tests.backups.bucket import KEY_ID, SECRET, open_bucket
from tests.backups.conftest import PASSWORD, open_live
from tests.backups.data import ASK, COPIED, FILL, MAKE, ask

pytestmark = [pytest.mark.backups, pytest.mark.promise("S61")]

SetUp = Callable[..., None]


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bucket."""
    with open_bucket(tmp_path_factory.mktemp("bucket")) as address:
        yield address


@pytest.fixture
def set_up(
    environment: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> SetUp:
    """What says in the environment where the backups are, and who asks."""

    def set_up(url: str, secret: str = SECRET) -> None:
        monkeypatch.setenv("BACKUPS_S3_URL", url)
        monkeypatch.setenv("BACKUPS_S3_KEY_ID", KEY_ID)
        monkeypatch.setenv("BACKUPS_S3_SECRET", secret)
        monkeypatch.setenv("BACKUPS_PASSWORD", PASSWORD)
        monkeypatch.setenv("BACKUPS_STATE", str(tmp_path / "state"))

    return set_up


def test_a_backup_goes_into_the_bucket_and_comes_back(
    server: str,
    bucket: str,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up(bucket)
    with open_live(server) as live:
        monkeypatch.setenv("DATABASE_URL", live.url)
        ask(live, MAKE, FILL)

        assert main(["backup", "run"]) == 0
        ask(live, "DELETE FROM marks")
        assert main(["backup", "restore"]) == 0

        assert ask(live, ASK) == COPIED
        taken, restored = re.findall(r"^\d{8}T\d{6}Z$", capsys.readouterr().out, flags=re.M)
        assert taken == restored


@pytest.mark.promise("S64")
def test_a_bucket_that_refuses_the_secret_says_so_at_once(
    bucket: str, set_up: SetUp, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(bucket, "the wrong secret")

    assert main(["backup", "restore"]) == 1

    said = capsys.readouterr().err
    assert said.startswith("error: The target of the backups refuses us: ")
    assert "secret" not in said.partition("hint:")[0]


def test_a_bucket_that_does_not_answer_is_not_taken_for_an_empty_one(
    set_up: SetUp, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("http://127.0.0.1:9/bucket")

    assert main(["backup", "run"]) == 1

    said = capsys.readouterr().err
    assert said.startswith("error: The target of the backups does not answer: ")


@pytest.mark.promise("S74")
@pytest.mark.parametrize(
    ("url", "key_id", "secret", "danger"),
    [
        ("", KEY_ID, SECRET, "BACKUPS_S3_URL is no bucket"),
        ("http://host/bucket", KEY_ID, SECRET, "BACKUPS_S3_URL is no bucket"),
        ("https://host/bucket", "", SECRET, "BACKUPS_S3_KEY_ID and BACKUPS_S3_SECRET"),
        ("https://host/bucket", KEY_ID, None, "BACKUPS_S3_KEY_ID and BACKUPS_S3_SECRET"),
    ],
)
def test_production_wants_a_bucket_behind_tls_and_a_key(
    url: str, key_id: str, secret: str | None, danger: str
) -> None:
    settings = TargetSettings(url=url, key_id=key_id, secret=secret, _env_file=None)

    assert [text.startswith(danger) for text in settings.list_dangers()] == [True]


def test_the_secret_stands_in_the_environment_of_restic_alone() -> None:
    settings = TargetSettings(url="https://host/b", region="eu", secret=SECRET, _env_file=None)

    assert settings.name_repository() == "s3:https://host/b"
    assert settings.list_variables()["AWS_SECRET_ACCESS_KEY"] == SECRET
    assert settings.list_variables()["AWS_DEFAULT_REGION"] == "eu"
