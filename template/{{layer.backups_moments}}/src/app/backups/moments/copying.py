"""Copy the files of the running database off the machine, without a file on this one."""

from typing import Final

from app.backups.errors import DatabaseRefused
from app.backups.moments.programs import find_program
from app.backups.moments.records import BaseCopy
from app.backups.moments.repository import open_server
from app.backups.process import Chunks, running
from app.backups.restic import Restic
from app.backups.server import list_variables
from app.core.database import DatabaseSettings

FILES: Final = "files"  # the tag of a copy that no record speaks of yet
ARCHIVE: Final = "base.tar"
RECORD: Final = "copy"
OPTIONS: Final = (
    "--pgdata=-",
    "--format=tar",
    "--wal-method=none",  # the log is received apart
    "--checkpoint=fast",
    "--manifest-checksums=SHA256",
    "--no-password",
)


async def take_copy(restic: Restic, database: DatabaseSettings) -> BaseCopy:
    """Return a new copy, which is whole.

    Raises:
        BackupError: there is none, and those that were there are untouched.
    """
    async with open_server(database) as server:
        system, begins = await server.identify(), await server.find_position()
    stream = Stream(database)
    snapshot = await restic.store(ARCHIVE, stream.read(), (FILES, f"system={system}"))
    async with open_server(database) as server:
        taken_at = await server.read_clock()
    copy = BaseCopy("", snapshot, system, begins, taken_at, stream.size)
    await restic.store(RECORD, one_line(begins), copy.list_tags())
    return copy


class Stream:
    """The files of a database as one archive; PostgreSQL's own list of their checksums is in it."""

    def __init__(self, database: DatabaseSettings) -> None:
        self.database = database
        self.size = 0  # bytes so far

    async def read(self) -> Chunks:
        """Yield the archive.

        Raises:
            DatabaseRefused: that was not all of it.
        """
        command = [find_program("pg_basebackup"), *OPTIONS]
        async with running(command, list_variables(self.database), behind=True) as program:
            async for chunk in program.read():
                self.size += len(chunk)
                yield chunk
            if await program.end():
                raise DatabaseRefused(
                    f"The database's files could not be copied: {program.said.strip()}",
                    "May the user of DATABASE_URL replicate, and does the server let it in?",
                )


async def one_line(text: str) -> Chunks:
    """Yield a line: a snapshot has to hold something."""
    yield f"{text}\n".encode()
