"""What does not lead to a moment is refused with its name, and nothing is left behind."""

import asyncio
import io
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.backups.errors import DatabaseRefused, NotFit
from app.backups.moments.copying import Stream
from app.backups.moments.errors import LogBroken
from app.backups.moments.places import open_place, sweep
from app.backups.moments.records import BaseCopy, Stretch
from app.backups.moments.recovering import fetch_copy, fetch_log, refuse_lack_of_room
from app.backups.moments.spans import Route
from app.backups.process import Chunks
from app.backups.restic import Restic
from app.core.database import DatabaseSettings

pytestmark = [pytest.mark.backups, pytest.mark.promise("S65")]

NOW = datetime(2026, 5, 4, tzinfo=UTC)
FIRST, SECOND, THIRD = (f"00000001000000000000000{number}" for number in (1, 2, 3))
SIZE = 1 << 24


class Kept(Restic):
    """A repository that holds what a test has put into it."""

    def __init__(self, held: Mapping[str, bytes]) -> None:
        self.held = held

    async def read(self, snapshot: str, name: str, *, locked: bool = True) -> Chunks:
        """Yield it."""
        yield self.held[snapshot]


def make_route(*stretches: tuple[str, str], size: int = 0) -> Route:
    """Return a way along stretches from a copy that needs the second segment."""
    copy = BaseCopy("record", "copy", "one", SECOND, NOW, size)
    along = [
        Stretch(f"log {first}", "/log", NOW, "one", first, last, NOW, 0)
        for first, last in stretches
    ]
    return Route(copy, along, NOW)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture(scope="module")
def archive(cluster: str) -> dict[str, bytes]:
    """The files of a real copy, as the server gives them."""

    async def read() -> bytes:
        return b"".join([chunk async for chunk in Stream(DatabaseSettings(url=cluster)).read()])

    with tarfile.open(fileobj=io.BytesIO(asyncio.run(read()))) as files:
        found = {member.name: files.extractfile(member) for member in files if member.isfile()}
        return {name: file.read() for name, file in found.items() if file}


def test_a_copy_that_the_server_cuts_short_fails(cluster: str) -> None:
    stranger = DatabaseSettings(url=cluster.replace("postgres@", "stranger@", 1))

    async def read() -> None:
        async for _ in Stream(stranger).read():
            pass

    with pytest.raises(DatabaseRefused, match="could not be copied"):
        asyncio.run(read())


def test_a_copy_that_is_whole_is_taken(archive: dict[str, bytes], tmp_path: Path) -> None:
    asyncio.run(fetch_copy(Kept({"copy": pack(archive)}), make_route(), tmp_path))

    assert (tmp_path / "data" / "PG_VERSION").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("global/pg_control", None, "is present in the manifest but not on disk"),
        ("PG_VERSION", b"99\n", "checksum mismatch|has size"),
        ("backup_manifest", None, "could not open"),
    ],
)
def test_a_copy_that_is_not_whole_is_refused(
    archive: dict[str, bytes], tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    files = {**archive, name: content} if content else archive.copy()
    if content is None:
        del files[name]

    with pytest.raises(NotFit, match=f"not what was copied: .*({said})"):
        asyncio.run(fetch_copy(Kept({"copy": pack(files)}), make_route(), tmp_path))


def test_a_copy_that_ends_too_soon_is_refused(archive: dict[str, bytes], tmp_path: Path) -> None:
    half = pack(archive)[: SIZE // 2 + 100]

    with pytest.raises(NotFit, match=r"cannot be unpacked|not what was copied"):
        asyncio.run(fetch_copy(Kept({"copy": half}), make_route(), tmp_path))


@pytest.mark.parametrize(
    ("held", "missing"),
    [({THIRD: bytes(SIZE)}, SECOND), ({SECOND: bytes(SIZE), f"{FIRST[:-1]}4": b""}, THIRD)],
)
def test_a_log_with_a_gap_is_refused_and_the_gap_named(
    held: dict[str, bytes], missing: str, tmp_path: Path
) -> None:
    files = {f"log/{name}": content for name, content in held.items()}
    kept = Kept({f"log {SECOND}": pack(files)})

    with pytest.raises(LogBroken, match=f"The segment {missing} of the log is missing"):
        asyncio.run(fetch_log(kept, make_route((SECOND, THIRD)), tmp_path))


def test_the_same_segment_is_taken_as_it_was_known_last(tmp_path: Path) -> None:
    early = {f"log/{FIRST}": b"older", f"log/{SECOND}.partial": b"begun".ljust(SIZE)}
    kept = Kept(
        {
            f"log {FIRST}": pack(early),
            f"log {SECOND}": pack({f"log/{SECOND}": b"whole".ljust(SIZE)}),
        }
    )

    asyncio.run(fetch_log(kept, make_route((FIRST, SECOND), (SECOND, SECOND)), tmp_path))

    [segment] = (tmp_path / "log").iterdir()
    assert segment.name == SECOND
    assert segment.read_bytes().startswith(b"whole")


def test_without_room_nothing_is_begun(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match="MB are needed"):
        refuse_lack_of_room(tmp_path, make_route(size=1 << 60))

    refuse_lack_of_room(tmp_path, make_route(size=1))


def test_what_a_killed_recovery_has_left_is_swept(tmp_path: Path) -> None:
    killed = "from app.backups.moments.places import *; import os, pathlib, sys\n"
    killed += "with open_place(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False)  # noqa: S603

    with open_place(tmp_path) as place:
        left = [path for path in tmp_path.iterdir() if path != place]
        sweep(tmp_path)
        assert len(left) == 1
        assert list(tmp_path.iterdir()) == [place]
    assert list(tmp_path.iterdir()) == []
