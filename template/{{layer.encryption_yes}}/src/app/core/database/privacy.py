"""What is its owner's business alone, and how it is kept: sealed, by keys out of the database."""

from functools import lru_cache

from sqlalchemy import Executable
from sqlalchemy.types import TypeEngine

from app.core.sealing.columns import FoundText, Private, SealedText
from app.core.sealing.cover import Cover
from app.core.sealing.envelope import make_fingerprint as fingerprint
from app.core.sealing.statements import cover_statement

__all__ = ["Cover", "cover", "fingerprint", "sensitive"]

KEPT_STATEMENTS = 500


def sensitive(length: int | None = None, *, found: bool = False, name: str = "") -> TypeEngine[str]:
    """Return the type of a column whose values nobody but their owner needs to see.

    Where rows are `found` by the exact value, it is said here; nothing else compares or sorts it.
    A column that was called otherwise once keeps its old `name` here: `notes.text`.
    """
    kind: Private = FoundText(length or 0) if found else SealedText()
    return kind.at(name) if name else kind


@lru_cache(KEPT_STATEMENTS)
def cover(statement: Executable) -> Cover:
    """Return the statement that is run for `statement`, which knows what to seal and to open."""
    return cover_statement(statement)
