"""Try a merged project out in a scratch copy, before one byte of the real one changes."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from backsmith.errors import AnswerRefused, TrialFailed
from backsmith.finish import LOCK_SECONDS, run
from backsmith.git import Git
from backsmith.merge import Merge, Sides, compute
from backsmith.naming import MANIFEST, explain_name
from backsmith.say import flatten

CHECK_SECONDS = 1800
LOCK = "uv.lock"
SHOWN = 25  # last lines of a check that failed


def add_lock(root: Path, merge: Merge, sides: Sides) -> tuple[Merge, str]:
    """Return `merge` with the lock file that its dependencies want, and why it has none.

    A project without a lock file, or whose dependencies stay as they are, gets none. To the
    merge it is one more file that the template has changed.

    Raises:
        AnswerRefused: the project would bear the name of a package that it depends on.
    """
    touched = {change.path for change in merge.changes}
    if MANIFEST not in touched or not (root / LOCK).is_file():
        return merge, ""
    if MANIFEST in merge.conflicts:
        return merge, f"{MANIFEST} has conflicts"
    with lay_out(root, merge) as scratch:
        before = (scratch / LOCK).read_bytes()
        if reason := run(["uv", "lock", "--quiet"], scratch, LOCK_SECONDS):
            refuse_name((scratch / MANIFEST).read_text(errors="replace"))
            return merge, reason
        (sides.old / LOCK).write_bytes(before)
        shutil.copyfile(scratch / LOCK, sides.new / LOCK)
    return compute(root, sides), ""


def refuse_name(manifest: str) -> None:
    """Refuse a merge after which the project could not be locked, ever: for its name."""
    if reason := explain_name(manifest):
        raise AnswerRefused(
            f"uv.lock cannot be written: {reason}.",
            "Nothing was written. Give another name in the same command: project_name=...",
        )


def try_out(root: Path, merge: Merge) -> None:
    """Run `make check` on the merged project in a scratch repository of its own.

    Raises:
        TrialFailed: it does not hold, or has no such target.
    """
    if merge.conflicts:
        raise TrialFailed(
            "A merge with conflicts cannot be tried out.",
            "Take it without --verify, resolve them, then run make check yourself.",
        )
    with lay_out(root, merge) as scratch:
        start_repository(scratch)
        if run(["make", "--dry-run", "--quiet", "check"], scratch, 60):
            raise TrialFailed(
                "This project has no make check to try the merge with.",
                "Take it without --verify, and look at it yourself.",
            )
        code, output = run_aloud(["make", "check"], scratch)
        if code:
            last = "\n".join(flatten(line) for line in output.splitlines()[-SHOWN:])
            raise TrialFailed(
                "make check fails on the merged project; nothing was written.",
                "Look at what it says above, or take the merge without --verify and mend it there.",
                last,
            )


@contextmanager
def lay_out(root: Path, merge: Merge) -> Iterator[Path]:
    """Give a temporary folder with the merged project in it."""
    scratch = Path(mkdtemp(prefix="backsmith-trial-"))
    scratch.chmod(0o755)  # a database that refuses root has to reach what lies below
    try:
        project = scratch / root.name
        project.mkdir()
        merge.export(project)
        yield project
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def start_repository(folder: Path) -> None:
    """Make `folder` a repository with all of its files in it: targets may ask git for them."""
    git = Git(folder)
    git.ask("init", "--quiet", "-b", "main")
    git.ask("add", "--all", "--force")
    git.ask("commit", "--quiet", "--allow-empty", "--no-verify", "-m", "Merged")


def run_aloud(command: list[str], folder: Path) -> tuple[int, str]:
    """Run a command of the project's own; return its exit code and all that it said."""
    kept = {n: v for n, v in os.environ.items() if n not in ("VIRTUAL_ENV", "PYTHONPATH")}
    environment = {n: v for n, v in kept.items() if not n.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 (the project's own make, in a copy of the project)
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=CHECK_SECONDS,
            text=True,
            errors="replace",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TrialFailed(
            f"make check had not ended after {CHECK_SECONDS // 60} minutes.",
            "Run it in the project, and see what it waits for.",
        ) from error
    return done.returncode, done.stdout
