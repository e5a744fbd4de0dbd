"""Merge what a template makes now into a project, and take it back: no line of the user is lost."""

from backsmith.merge.branch import commit_branch
from backsmith.merge.computing import Merge, compute
from backsmith.merge.shapes import Change, Kind, Sides
from backsmith.merge.undoing import State, Undone, abort, finish, read_state, undo
from backsmith.merge.writing import Written, recover, refuse, replace, write

__all__ = [
    "Change",
    "Kind",
    "Merge",
    "Sides",
    "State",
    "Undone",
    "Written",
    "abort",
    "commit_branch",
    "compute",
    "finish",
    "read_state",
    "recover",
    "refuse",
    "replace",
    "undo",
    "write",
]
