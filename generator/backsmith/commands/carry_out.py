"""Carry out a move: show it, ask, try it in a scratch copy, write it, say what comes next."""

import json
import sys
from dataclasses import dataclass, replace
from typing import Any

from backsmith.commands.move import Move, Way, compute_move
from backsmith.commands.report import collect, describe_move
from backsmith.errors import QuestionsOpen, TrialFailed, Unresolved
from backsmith.foreign.tasks import run_tasks
from backsmith.merge import commit_branch, refuse, write
from backsmith.say import bold, give, tell, warn
from backsmith.trial import add_lock, try_out


@dataclass(frozen=True)
class Manner:
    """How a move is carried out.

    Attributes:
        verify: the project's own checks have to hold in a scratch copy first.
        yes: nobody is asked.
        branch: the branch that gets it as a commit, "" for one that is named after the move;
            nothing: the work tree gets it.
    """

    dry_run: bool = False
    verify: bool = False
    yes: bool = False
    as_json: bool = False
    lock: bool = True
    branch: str | None = None

    @property
    def asks(self) -> bool:
        """Return whether there is a person who answers what is open."""
        return sys.stdin.isatty() and not (self.yes or self.as_json or self.dry_run)

    def say(self, line: str) -> None:
        """Say what is being done, to a person."""
        if not self.as_json:
            tell(line)


def carry_out(way: Way, manner: Manner) -> None:
    """Carry out `way`, or only show it.

    Raises:
        QuestionsOpen: nobody can be asked whether to go on.
        TrialFailed: the project's own checks do not hold after it.
        Unresolved: conflicts wait for a person.
    """
    versions = dict.fromkeys((way.old.version, way.new.version))
    manner.say(f"Rendering {' and '.join(versions)} ...")
    with compute_move(way) as computed:
        if computed.merge.is_empty:
            _end_unchanged(computed, manner)
            return
        move = _lock(computed, manner) if manner.lock else computed
        if manner.dry_run:
            _show(move, manner)
            return
        manner.say("\n" + "\n".join(describe_move(move)))
        if manner.branch is None:
            refuse(move.merge.in_way)
        if not (manner.yes or _is_wanted()):
            tell("Nothing was written.")
            return
        if manner.verify:
            _verify(move, manner)
        _land(move, manner)


def _lock(move: Move, manner: Manner) -> Move:
    """Return the move with the lock file that its dependencies want."""
    merge, reason = add_lock(move.way.project.root, move.merge, move.sides)
    if reason and not manner.as_json:
        warn(f"uv.lock stays as it is: {reason}", "later, in the project: uv lock")
    return replace(move, merge=merge, unlocked=reason)


def _verify(move: Move, manner: Manner) -> None:
    """See the project's own checks hold on the merged project."""
    manner.say("Running make check on the merged project, in a scratch copy ...")
    try:
        try_out(move.way.project.root, move.merge)
    except TrialFailed as error:
        manner.say(error.said)
        raise
    manner.say("It holds.")


def _is_wanted() -> bool:
    """Return whether the person at the terminal wants it written.

    Raises:
        QuestionsOpen: there is no terminal.
    """
    if not sys.stdin.isatty():
        raise QuestionsOpen(
            "Nobody is here to say whether to write this, and --yes was not given.",
            "Look at it with --dry-run, then take it with --yes.",
        )
    from backsmith.ask import ask_whether

    return ask_whether("Write it?")


def _end_unchanged(move: Move, manner: Manner) -> None:
    """Say that a move would change nothing."""
    if manner.as_json:
        give(json.dumps({**collect(move), "written": False}, indent=2))
    else:
        tell("Nothing changes.")


def _show(move: Move, manner: Manner) -> None:
    """Give the whole report as data, and write nothing."""
    if manner.as_json:
        give(json.dumps({**collect(move), "written": False}, indent=2))
        return
    give("\n".join(describe_move(move, every_file=True)).rstrip())
    tell("\nNothing was written: this was a dry run.")


def _land(move: Move, manner: Manner) -> None:
    """Write the move where it is wanted, and say what comes next."""
    title = move.way.title
    if manner.branch is not None:
        branch = manner.branch or f"backsmith/{title.replace(' ', '-')}"
        commit = commit_branch(move.merge, branch, title[0].upper() + title[1:])
        _end(move, manner, {"branch": branch, "commit": commit})
        return
    write(move.merge, title)
    if not move.merge.conflicts:
        _run_tasks(move, manner)
    _end(move, manner, {})
    if move.merge.conflicts:
        raise Unresolved(
            f"{len(move.merge.conflicts)} files have conflicts: {', '.join(move.merge.conflicts)}.",
            "Resolve them, git add them, then: backsmith update --continue. Or go back: --abort",
        )


def _run_tasks(move: Move, manner: Manner) -> None:
    """Run what a trusted template wants to run, in the merged project."""
    if move.tasks:
        manner.say("Running what the template wants to run ...")
        run_tasks(move.tasks, move.way.project.root)


def _end(move: Move, manner: Manner, where: dict[str, Any]) -> None:
    """Say what was written and what comes next."""
    if manner.as_json:
        give(json.dumps({**collect(move), "written": True, **where}, indent=2))
        return
    if branch := where.get("branch"):
        tell(f"Committed to the branch {branch}; your work tree is as it was.")
        _tell_later(move)
        tell(f"\n{bold('Next')}\n  git diff HEAD...{branch}")
        return
    tell(f"Written: {move.way.title}")
    if move.merge.conflicts:
        _tell_later(move)
        return
    tell(f"\n{bold('Next')}")
    tell("  git diff           # read it")
    tell("  make check         # see it hold")
    tell("  backsmith undo     # or take it back")


def _tell_later(move: Move) -> None:
    """Say which commands of the template were not run, since the merge is not in the work tree."""
    if move.tasks:
        tell("The template's commands were not run; run them when the files are as you want them:")
        for task in move.tasks:
            tell(f"  {task.shown}")
