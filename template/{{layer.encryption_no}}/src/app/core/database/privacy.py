"""What is its owner's business alone, and how it is kept: here like everything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Executable, String, Text
from sqlalchemy.types import TypeEngine


def sensitive(length: int | None = None, *, found: bool = False) -> TypeEngine[str]:
    """Return the type of a column whose values nobody but their owner needs to see.

    Where rows are `found` by the exact value, it is said here; nothing else compares or sorts it.
    """
    return Text() if length is None else String(length)


def fingerprint(content: str) -> str:
    """Return what stands for `content` where it is compared and not to be kept."""
    return sha256(content.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Cover:
    """A statement as it is run, and what becomes of its values and of its rows."""

    statement: Executable

    def hide(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the values as they are sent."""
        return values

    def show(self, rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Return the rows as they are read."""
        return rows


def cover(statement: Executable) -> Cover:
    """Return the statement that is run for `statement`: itself."""
    return Cover(statement)
