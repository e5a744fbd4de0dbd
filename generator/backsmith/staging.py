"""A project is rendered in a folder beside its destination, which becomes it in one rename.

Beside `shop` lie, while a run is at work, `.backsmith-shop.lock` (its process holds a lock on it
that the kernel lets go when it dies) and `.backsmith-shop.new`. What a killed run left is swept
by the next one.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backsmith.errors import AlreadyRunning, BacksmithError, DestinationRefused, WriteFailed
from backsmith.say import join

PREFIX = ".backsmith-"
LOCK = ".lock"
NEW = ".new"
SHOWN = 5  # names of what is in the way


def check_destination(path: Path) -> Path:
    """Return `path` as an absolute one in which a project may be put.

    Raises:
        DestinationRefused: what is in the way there.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would follow links)
    _refuse_links(absolute)
    try:
        if absolute.is_dir():
            found = sorted(child.name for child in absolute.iterdir())
        else:
            found = [absolute.name] if absolute.exists() else []
    except OSError as error:
        raise DestinationRefused(
            f"{absolute} cannot be looked into: {error.strerror}.", "Choose another folder."
        ) from error
    if found:
        shown = found[:SHOWN] + ([f"{len(found) - SHOWN} more"] if len(found) > SHOWN else [])
        raise DestinationRefused(
            f"{absolute} is not an empty folder, in the way: {join(shown)}.",
            "Choose another folder, or move these away.",
        )
    return absolute


def _refuse_links(absolute: Path) -> None:
    """Refuse a path that is a link, or that a link on its way leads somewhere else."""
    for place in (absolute, *absolute.parents):
        if not place.is_symlink() or place.parent == Path("/"):  # links of the system itself
            continue
        real = Path(os.path.realpath(place))
        if place == absolute or not real.is_relative_to(place.parent):
            raise DestinationRefused(
                f"{place} is a link to {real}.",
                f"Give the real path: {real / absolute.relative_to(place)}",
            )


@contextmanager
def stage(destination: Path) -> Iterator[Path]:
    """Give an empty folder that becomes `destination` when all goes well, and else vanishes.

    Raises:
        AlreadyRunning: another run is at work on this destination.
        WriteFailed: the disk did not let us.
    """
    made = _find_missing(destination.parent)
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        with _hold_lock(destination):
            sweep(destination.parent)
            yield from _fill_and_swap(destination)
    except BaseException as error:
        for folder in made:
            remove_if_empty(folder)
        if isinstance(error, OSError):
            raise explain_write(error, destination) from error
        raise


def _fill_and_swap(destination: Path) -> Iterator[Path]:
    """Give the new folder, then put it in the place of `destination`."""
    new = _beside(destination, NEW)
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o755)
        yield new
        check_destination(destination)
        if destination.exists():
            new.chmod(destination.stat().st_mode)  # an empty folder keeps who may look into it
        new.rename(destination)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


@contextmanager
def _hold_lock(destination: Path) -> Iterator[None]:
    """Hold the lock of `destination`, with our process id in it for whoever looks."""
    path = _beside(destination, LOCK)
    handle = try_lock(path, create=True)
    if handle is None:
        raise AlreadyRunning(
            f"Another run (process {_read_owner(path)}) is writing {destination}.",
            "Wait until it has ended, or choose another folder.",
        )
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def try_lock(path: Path, create: bool = False) -> int | None:
    """Return an open file that holds the lock at `path`, or nothing if a live process has it."""
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | (os.O_CREAT if create else 0)
    handle = os.open(path, flags, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(handle), path.stat()):
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass  # held by another, or taken away by the one that held it
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def sweep(parent: Path) -> None:
    """Remove what killed runs left in `parent`: their locks are free."""
    for path in parent.glob(f"{PREFIX}*{LOCK}"):
        try:
            handle = try_lock(path)
        except OSError:
            continue  # not ours to open
        if handle is None:
            continue
        shutil.rmtree(path.with_suffix(NEW), ignore_errors=True)
        path.unlink(missing_ok=True)
        os.close(handle)


def explain_write(error: OSError, destination: Path) -> BacksmithError:
    """Return the error that says why nothing could be written."""
    return WriteFailed(
        f"{destination} cannot be written: {error.strerror or error}.",
        "Nothing was left behind. Make room, get the right to write there, or go elsewhere.",
    )


def remove_if_empty(folder: Path) -> None:
    """Remove a folder that we made, unless somebody has put something into it."""
    try:
        folder.rmdir()
    except OSError:
        return


def _find_missing(folder: Path) -> list[Path]:
    """Return the folders up from `folder` that do not exist yet, the deepest first."""
    return [place for place in (folder, *folder.parents) if not place.exists()]


def _beside(destination: Path, suffix: str) -> Path:
    """Return the path of one of our own files beside `destination`."""
    return destination.with_name(f"{PREFIX}{destination.name}{suffix}")


def _read_owner(path: Path) -> str:
    """Return the process id that a lock file holds."""
    try:
        return path.read_text().strip() or "unknown"
    except OSError:
        return "unknown"
