"""A backup of a real database, taken once, and for each test a copy of it and another database."""

import argparse
import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest

from app.backups import scratch
from app.backups.deeds import run
from app.backups.desk import Desk
from app.backups.restic import Restic
from app.backups.settings import BackupSettings
from app.backups.shelf import Shelf
from app.core.database import DatabaseSettings
from app.core.database.migrating import migrate
from dev.database import open_scratch
from tests.backups.beside import find_beside, list_beside
from tests.backups.data import FILL, FILL_LIVE, MAKE, ask
from tests.backups.keys import ease
from tests.backups.tools import find_tools

PASSWORD = "twenty-four letters of a test"  # noqa: S105  # pragma: allowlist secret
NOTHING = argparse.Namespace(backup=None, empty=False)


class Folder:
    """A target that a test can look into, whatever the service uses."""

    patience_seconds: ClassVar[float] = 1.0

    def __init__(self, place: Path) -> None:
        self.place = place

    def name_repository(self) -> str:
        """Return the folder."""
        return str(self.place)

    def list_variables(self) -> dict[str, str]:
        """Return nothing: a folder needs none."""
        return {}


@pytest.fixture(scope="session", autouse=True)
def tools(server: str) -> Iterator[None]:
    """The programs that backups need, on the PATH; without them nothing here can be tested."""
    folders = find_tools(server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([*map(str, folders), os.environ["PATH"]]))
        missing = [name for name in ("restic",) if shutil.which(name) is None]
        if missing and os.environ.get("CI"):
            pytest.fail(f"{missing} not installed, and this is where it has to be")
        if missing:
            pytest.skip("restic is not installed: apt install restic, brew install restic")
        yield


def make_desk(folder: Path, url: str, password: str = PASSWORD) -> Desk:
    """Return what deeds want, with the repository in `folder`."""
    settings = BackupSettings(password=password, state=folder / "state", _env_file=None)
    restic = Restic(Folder(folder / "repository"), settings)
    return Desk(Shelf(restic), settings, DatabaseSettings(url=url))


@contextmanager
def open_live(server: str) -> Iterator[DatabaseSettings]:
    """Yield a migrated database; what was made beside it goes with it."""
    with open_scratch(server) as url:
        live = DatabaseSettings(url=url)
        migrate(live)
        yield live
        for name in list_beside(live):
            asyncio.run(scratch.drop(find_beside(live, name)))


@pytest.fixture(scope="session")
def taken(
    server: str,
    tools: None,
    environment: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder with a repository in which there is one backup of three marks."""
    folder = tmp_path_factory.mktemp("taken")
    with open_live(server) as live:
        desk = make_desk(folder, live.url)
        ask(live, MAKE, FILL)
        assert asyncio.run(run.do(NOTHING, desk)) == 0
    ease(folder / "repository", PASSWORD)
    return folder


@pytest.fixture
def desk(server: str, taken: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk with that backup, before a live database that has one mark of its own."""
    shutil.copytree(taken, tmp_path, dirs_exist_ok=True)
    with open_live(server) as live:
        ask(live, MAKE, FILL_LIVE)
        yield make_desk(tmp_path, live.url)


Do = Callable[..., int]


@pytest.fixture
def do(desk: Desk) -> Do:
    """What does a deed at that desk: `do(restore)`, `do(verify, "20261201T123349Z")`."""

    def do(deed: ModuleType, backup: str | None = None, *, empty: bool = False) -> int:
        return int(asyncio.run(deed.do(argparse.Namespace(backup=backup, empty=empty), desk)))

    return do
