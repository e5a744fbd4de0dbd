"""The cuts of the policy: one way in that forgets to ask is enough to turn the comparison red."""

from tests.wiring.cut import Cut

REPOSITORY = "src/app/notes/repository.py"
SERVICE = "src/app/notes/service.py"
SAME = ("tests/notes/test_verdicts.py::test_every_way_in_gives_the_verdict_of_the_policy",)
ALL: dict[str, object] = {"api": ["rest", "graphql", "websocket"], "database": "sqlite"}

READ = '        """Return one of the caller\'s notes."""\n'
SEVERAL = '        """Return the notes with these ids, in one statement; None where the caller has none."""\n'
ASK = "        self.caller.require(Scope.NOTES_READ)\n"


def cut(says: str, file: str, old: str, new: str) -> Cut:
    """Return a cut in a project with every way in."""
    return Cut("S21", says, file, old, new, SAME, ALL)


CUTS: list[Cut] = [
    cut(
        "notes are followed with the scope of reading them",
        "src/app/notes/feed.py",
        "    caller.require(Scope.NOTES_READ)\n",
        "    assert caller and Scope\n",
    ),
    cut("a note is read over REST with its scope", SERVICE, READ + ASK, READ),
    cut("a note is read over GraphQL with its scope", SERVICE, SEVERAL + ASK, SEVERAL),
    cut(
        "a note is read over GraphQL by its owner",
        REPOSITORY,
        "select(*COLUMNS).where(OWNED, Note.id.in_(ids))",
        "select(*COLUMNS).where(Note.id.in_(ids))",
    ),
    cut(
        "a note is changed by its owner, whichever way they come",
        REPOSITORY,
        'THE_ONE = (OWNED, Note.id == bindparam("note_id"))\n',
        'THE_ONE = (Note.owner_id == Note.owner_id, Note.id == bindparam("note_id"))\n',
    ),
]
