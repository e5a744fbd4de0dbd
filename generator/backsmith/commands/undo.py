"""`backsmith undo`: bring back what was there before the last update, change or healing."""

import json
from dataclasses import dataclass
from pathlib import Path

from backsmith.merge import recover, undo
from backsmith.project import find_project
from backsmith.say import flatten, give, tell


@dataclass(frozen=True)
class Wish:
    """What the words of the command line ask for; `force`: files edited since go back, too."""

    folder: Path
    answers_file: str
    force: bool = False
    as_json: bool = False


def take_back(wish: Wish) -> None:
    """Take the last write back, and say what that was."""
    root = find_project(wish.folder, wish.answers_file).root
    if told := recover(root):
        tell(told)
    undone = undo(root, force=wish.force)
    if wish.as_json:
        found = {"undone": undone.title, "files": list(undone.paths), "backup": str(undone.backup)}
        give(json.dumps(found, indent=2))
        return
    count = len(undone.paths)
    tell(f"Taken back: {flatten(undone.title)}, {count} {'file' if count == 1 else 'files'}.")
    tell(f"What it had made lies in {flatten(str(undone.backup))}")
