"""What a template wants to run on this machine, in plain words, and whether it may."""

from collections.abc import Iterator
from typing import Any

from backsmith.errors import SourceUntrusted
from backsmith.foreign.migrations import find_migrations
from backsmith.foreign.settings import read_settings
from backsmith.say import flatten
from backsmith.sources.release import Release

SHOWN = 6
LONGEST = 60


def check_trust(release: Release, since: str, trust: bool, tasks: bool = True) -> None:
    """Refuse a template that wants to run code in a project of version `since`, unless trusted.

    Without `tasks`, what runs after a render is not looked at: the caller will not run it.

    Raises:
        SourceUntrusted: what it would run.
    """
    if trust:
        return
    wishes = list(dict.fromkeys(list_wishes(release, since, tasks)))
    if not wishes:
        return
    more = f"; and {len(wishes) - SHOWN} more" if len(wishes) > SHOWN else ""
    raise SourceUntrusted(
        f"The template {release.source} {release.version} wants to run code: "
        f"{'; '.join(wishes[:SHOWN])}{more}.",
        "Look at what it is. If you trust those who wrote it: --trust",
    )


def list_wishes(release: Release, since: str, tasks: bool = True) -> Iterator[str]:
    """Give what a template would run in a project of version `since`, a phrase each."""
    settings = read_settings(release.root)
    for extension in settings.extensions:
        yield f"Python of {flatten(extension)} while it is rendered"
    if not tasks:
        return
    for task in settings.tasks:
        yield f"`{show_command(task)}` after the merge"
    for migration in find_migrations(settings.migrations, since, release.version):
        past = f"past {flatten(migration.version)}" if migration.version else "to another version"
        yield f"`{show_command(migration.command)}` on the way {past}"


def show_command(task: Any) -> str:
    """Return the command of a task as a person reads it, shortened."""
    command = task.get("command", "") if isinstance(task, dict) else task
    text = " ".join(map(str, command)) if isinstance(command, list) else str(command)
    text = flatten(" ".join(text.split()))
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text
