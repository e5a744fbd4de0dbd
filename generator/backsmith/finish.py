"""What follows once a project lies on disk: its lock file, its repository, its first commit.

None of it can lose the project: what does not work is told with the command to run later.
"""

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

LOCK_SECONDS = 300
GIT_SECONDS = 60
# Neither a hook nor a watcher of this machine runs on a commit that nobody has looked at.
GIT = ["git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]
GIT_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY")


@dataclass(frozen=True)
class Step:
    """One thing that was done, or not.

    Attributes:
        name: what it makes: `uv.lock`.
        done: whether it is there now.
        reason: why it is not.
        later: the command to run later, where there is one.
    """

    name: str
    done: bool
    reason: str = ""
    later: str = ""

    def as_data(self) -> dict[str, object]:
        """Return the step for `--json`."""
        return asdict(self)


def finish(
    project: Path, title: str, lock: bool, git: bool, say: Callable[[str], None]
) -> Iterator[Step]:
    """Give each step as it is done; `say` is told what takes its time, and what was made."""
    if lock:
        say("Locking the dependencies ...")
        yield from _tell_made(say, [lock_dependencies(project)])
    if git:
        yield from _tell_made(say, start_repository(project, title))


def _tell_made(say: Callable[[str], None], steps: Iterable[Step]) -> Iterator[Step]:
    """Give the steps, and tell of those that were done."""
    for step in steps:
        if step.done:
            say(f"Made: {step.name}")
        yield step


def lock_dependencies(project: Path) -> Step:
    """Write `uv.lock`, which needs uv, and the network for what its cache lacks."""
    reason = run(["uv", "lock", "--quiet"], project, LOCK_SECONDS)
    return Step("uv.lock", not reason, reason, "uv lock" if reason else "")


def start_repository(project: Path, title: str) -> Iterator[Step]:
    """Make the project a git repository with its first commit, unless one keeps it already."""
    outer = find_repository(project.parent)
    if outer and not is_ignored(project):
        reason = f"the folder lies in the repository {outer}, which keeps it"
        yield Step("repository of its own", False, reason, "git add . && git commit")
        return
    commit = f'git add --all && git commit -m "Start {title}"'
    if reason := run([*GIT, "init", "--quiet", "-b", "main"], project, GIT_SECONDS):
        yield Step("git repository", False, reason, f"git init -b main && {commit}")
        return
    yield Step("git repository", True)
    reason = run([*GIT, "add", "--all"], project, GIT_SECONDS) or run(
        [*GIT, "-c", "user.useConfigOnly=true", "commit", "--quiet", "-m", f"Start {title}"],
        project,
        GIT_SECONDS,
    )
    yield Step("first commit", not reason, reason, commit if reason else "")


def find_repository(folder: Path) -> str:
    """Return the git repository that holds `folder`, or nothing."""
    for place in (folder, *folder.parents):
        if (place / ".git").exists():
            return str(place)
    return ""


def is_ignored(project: Path) -> bool:
    """Return whether the repository around `project` leaves it out."""
    return not run([*GIT, "check-ignore", "--quiet", str(project)], project.parent, GIT_SECONDS)


def run(command: Sequence[str], folder: Path, seconds: int) -> str:
    """Run `command` in `folder`; return why it failed, or nothing."""
    environment = {k: v for k, v in os.environ.items() if k not in GIT_VARIABLES}
    try:
        done = subprocess.run(  # noqa: S603 (fixed words, no shell)
            command,
            cwd=folder,
            env={**environment, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except FileNotFoundError:
        return f"{command[0]} is not installed"
    except subprocess.TimeoutExpired:
        return f"{command[0]} had not ended after {seconds} s"
    except OSError as error:
        return f"{command[0]} did not start: {error.strerror}"
    return "" if done.returncode == 0 else find_reason(done.stderr or done.stdout)


def find_reason(output: str) -> str:
    """Return what a program's output says most with: the first error, and what it advises."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = (line for line in lines if line.lower().startswith(("error", "fatal")))
    reason = next(telling, lines[0] if lines else "it failed without a word")
    advice = (line.removeprefix("hint: ") for line in lines if line.startswith("hint: "))
    return ". ".join([reason.rstrip("."), *list(advice)[:1]])
