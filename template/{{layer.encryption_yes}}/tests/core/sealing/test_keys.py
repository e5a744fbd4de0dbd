"""Keys come from files that only the service reads; without them it does not start."""

import stat
from pathlib import Path

import pytest

from app.cli import main
from app.core.sealing.errors import KeyFault
from app.core.sealing.keys import (
    INDEX_FILE,
    KEYS_FILE,
    add_key,
    make_missing,
    new_key,
    read_keys,
    replace_key,
)
from app.core.sealing.settings import load_keys
from app.core.settings import Settings, UnsafeSettings
from app.main import create_app

Said = pytest.CaptureFixture[str]


@pytest.mark.promise("S66")
def test_the_files_are_for_the_service_alone(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert {path.name for path in folder.iterdir()} == {KEYS_FILE, INDEX_FILE}


@pytest.mark.promise("S66")
def test_keys_that_are_there_are_never_touched(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}

    assert make_missing(folder) == []
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.promise("S66")
def test_a_key_that_is_added_seals_and_the_others_stay(folder: Path) -> None:
    path = folder / KEYS_FILE
    path.chmod(0o440)
    before = read_keys(folder)

    name = add_key(path)

    after = read_keys(folder)
    assert list(after.by_id) == [*before.by_id, name]
    assert after.newest.id == name
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert [other.name for other in folder.iterdir() if other.name.startswith(".")] == []


def test_the_key_of_the_index_is_one(folder: Path) -> None:
    before = read_keys(folder).index_id

    assert replace_key(folder / INDEX_FILE) == read_keys(folder).index_id != before


@pytest.mark.promise("S66")
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (KEYS_FILE, None, "there is no file"),
        (INDEX_FILE, None, "there is no file"),
        (KEYS_FILE, "", "holds no key"),
        (KEYS_FILE, "secret\n", "line 1 of .* is no key"),
        (KEYS_FILE, f"{'ab' * 32}\n", "line 1 of .* is no key"),
        (KEYS_FILE, f"{new_key()}\n{new_key()[:-2]}\n", "line 2 of .* is no key"),
        (INDEX_FILE, f"{new_key()}\n{new_key()}\n", "more than one key"),
    ],
    ids=["no keys", "no index", "empty", "words", "typed", "too short", "two of the index"],
)
def test_files_that_hold_no_proper_key_are_refused(
    folder: Path, name: str, content: str | None, reason: str
) -> None:
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content)

    with pytest.raises(KeyFault, match=reason):
        read_keys(folder)


@pytest.mark.promise("S66")
def test_one_key_does_not_do_for_both(folder: Path) -> None:
    (folder / INDEX_FILE).write_text((folder / KEYS_FILE).read_text())

    with pytest.raises(KeyFault, match="holds a key of encryption_keys"):
        read_keys(folder)


@pytest.mark.promise("S66")
@pytest.mark.parametrize("environment_name", ["production", "development"])
def test_without_its_keys_the_service_does_not_start(own_keys: Path, environment_name: str) -> None:
    (own_keys / KEYS_FILE).unlink()

    with pytest.raises(UnsafeSettings, match=r"ENCRYPTION_KEYS_DIR: .*app encryption new"):
        create_app(Settings(environment=environment_name, _env_file=None))


@pytest.mark.promise("S66")
def test_a_missing_key_is_one_plain_error(own_keys: Path, capsys: Said) -> None:
    (own_keys / INDEX_FILE).unlink()
    capsys.readouterr()

    assert main(["encryption", "rotate"]) == 1

    [_, line] = capsys.readouterr().err.splitlines()
    assert "there is no file" in line


@pytest.mark.promise("S66")
def test_no_key_is_shown(own_keys: Path, capsys: Said) -> None:
    secrets = set(list_secrets(own_keys))
    for line in (["new"], ["new", "--index"], ["list"], ["rotate"]):
        main(["encryption", *line])
        load_keys.cache_clear()
    secrets |= set(list_secrets(own_keys))
    shown = repr(load_keys())
    (own_keys / KEYS_FILE).write_text(f"{new_key()[:-1]}\n")
    secrets |= set(list_secrets(own_keys))
    load_keys.cache_clear()
    main(["encryption", "list"])

    said = "".join(capsys.readouterr()) + shown
    assert len(secrets) == 5
    assert not [secret for secret in secrets if secret[:12] in said]
    assert not [secret for secret in secrets if repr(bytes.fromhex(secret[:12]))[2:-1] in said]


def list_secrets(folder: Path) -> list[str]:
    """Return every key of the files."""
    return [line for path in folder.iterdir() for line in path.read_text().split()]
