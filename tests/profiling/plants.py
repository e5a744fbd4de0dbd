"""Faults that are planted in a rendered project: an index too few, two too many, and an N+1."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.rendered import Rendered

MODELS = "src/app/notes/models.py"
MIGRATION = "migrations/versions/0001_initial.py"
SERVICE = "src/app/notes/service.py"
ROWS = "60000"  # of which the caller has enough for an index to matter

FOR_THE_LIST = '        Index(None, "owner_id", "created_at", "id"),'
TOO_MANY = '        Index(None, "owner_id"),\n        Index(None, "updated_at"),'
MADE_FOR_THE_LIST = (
    "    op.create_index(\n"
    '        "ix_notes_owner_id_created_at_id", "notes", ["owner_id", "created_at", "id"],'
    " unique=False\n    )\n"
)
MADE_TOO_MANY = (
    '    op.create_index("ix_notes_owner_id", "notes", ["owner_id"], unique=False)\n'
    '    op.create_index("ix_notes_updated_at", "notes", ["updated_at"], unique=False)\n'
)
READ = "        notes = await repository.read_notes(self.database, listing)\n"
READ_AGAIN = READ + "        notes = [await self.read(note.id) for note in notes]\n"


@dataclass(frozen=True)
class Profiled:
    """What a run has said, and its exit code."""

    code: int
    found: Mapping[str, Any]
    talk: str

    @property
    def findings(self) -> dict[str, Any]:
        """What is to be done, by kind."""
        kinds = {name: self.found[name] for name in ("missing", "needless", "repeats")}
        scans = [one for one in self.found["statements"] if one["scans"]]
        return {name: found for name, found in {**kinds, "scans": scans}.items() if found}


def plant(project: Rendered) -> None:
    """Plant all of them."""
    replace(project, MODELS, FOR_THE_LIST, TOO_MANY)
    replace(project, MIGRATION, MADE_FOR_THE_LIST, MADE_TOO_MANY)
    replace(project, SERVICE, READ, READ_AGAIN)


def replace(project: Rendered, name: str, old: str, new: str) -> None:
    """Put `new` in the place of `old`, which stands there once."""
    text = project.read(name)
    assert text.count(old) == 1, f"{name} holds it {text.count(old)} times: {old}"
    (project.root / name).write_text(text.replace(old, new))


def profile(project: Rendered, *words: str) -> Profiled:
    """Return what a run finds."""
    done = project.run(
        "uv", "run", "--frozen", "python", "-m", "dev.profile", "--json", "--rows", ROWS, *words
    )
    assert done.stdout, done.stderr[-3000:]
    return Profiled(done.returncode, json.loads(done.stdout), done.stderr)
