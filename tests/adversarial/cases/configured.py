"""Git is configured in a way that the tool did not think of."""

from tests.adversarial.case import MINE, Case, append, git, insert, permit, write
from tests.adversarial.claims import content, executable, line, whole

BODY = "".join(f"line {n}\n" for n in range(1, 21))
BODY2 = BODY.replace("line 3\n", "third line\n")
TRAILING = "my line with blanks at its end  "
V1, V2 = {"a.txt": BODY}, {"a.txt": BODY2}
EDIT = (insert("a.txt", "line 15"),)
CLAIMS = (line(MINE, "a.txt"), line("third line"))
MERGED = BODY2.replace("line 15\n", f"line 15\n{MINE}\n")


def with_config(**config: str) -> Case:
    """Return the plainest update, under one setting: `apply_whitespace` is apply.whitespace."""
    settings = {name.replace("_", "."): value for name, value in config.items()}
    named = ", ".join(f"{name}={value}" for name, value in settings.items())
    return Case(named, V1, V2, EDIT, (whole("a.txt", MERGED),), config=settings)


CONFIGURED = [
    Case(
        "apply.whitespace=error, the person's line ends in blanks",
        V1,
        V2,
        (insert("a.txt", "line 15", TRAILING),),
        (line(TRAILING, "a.txt"),),
        config={"apply.whitespace": "error"},
    ),
    Case(
        "apply.whitespace=fix, the person's line ends in blanks",
        V1,
        V2,
        (insert("a.txt", "line 15", TRAILING),),
        (line(TRAILING, "a.txt"),),
        config={"apply.whitespace": "fix"},
    ),
    Case(
        "status.showUntrackedFiles=no, the template has a file that is untracked here",
        V1,
        {"notes.txt": "theirs\n"},
        EDIT,
        (line(MINE, "a.txt"), line("mine alone", "notes.txt")),
        later=(write("notes.txt", "mine alone\n"),),
        config={"status.showUntrackedFiles": "no"},
        may_refuse=True,
    ),
    Case(
        "a file is marked skip-worktree, and edited since",
        V1,
        V2,
        (),
        (line(MINE, "a.txt"),),
        later=(git("update-index", "--skip-worktree", "a.txt"), *EDIT),
        may_refuse=True,
    ),
    Case(
        "a file is marked assume-unchanged, and edited since",
        V1,
        V2,
        (),
        (line(MINE, "a.txt"),),
        later=(git("update-index", "--assume-unchanged", "a.txt"), *EDIT),
        may_refuse=True,
    ),
    Case(
        "core.autocrlf=true, the lines end in CRLF on the disk",
        V1,
        V2,
        (),
        (line(f"{MINE}\r", "a.txt"),),
        later=(
            git("config", "core.autocrlf", "true"),
            write("a.txt", BODY.replace("line 15\n", f"line 15\n{MINE}\n").replace("\n", "\r\n")),
            git("commit", "--all", "--quiet", "-m", "CRLF"),
        ),
    ),
    Case(
        "core.fileMode=false, a file was made executable in the index",
        {"run": BODY, **V1},
        V2,
        (permit("run"), git("add", "run"), *EDIT),
        (executable("run"), *CLAIMS),
        config={"core.fileMode": "false"},
    ),
    Case(
        "core.quotePath=true, a file with an umlaut was edited",
        {"größe.txt": BODY},
        {"größe.txt": BODY2},
        (insert("größe.txt", "line 15"),),
        (whole("größe.txt", MERGED),),
        config={"core.quotePath": "true"},
    ),
    Case(
        "a pre-commit hook that refuses everything",
        V1,
        V2,
        EDIT,
        CLAIMS,
        later=(
            write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n"),
            permit(".git/hooks/pre-commit"),
        ),
    ),
    Case(
        "a line is staged in part, another is not",
        V1,
        V2,
        (),
        (line("staged", "a.txt"), line("not staged", "a.txt")),
        later=(append("a.txt", "staged"), git("add", "a.txt"), append("a.txt", "not staged")),
        may_refuse=True,
    ),
    Case(
        "a new file is not committed, the template has one of that name",
        V1,
        {"notes.txt": "theirs\n"},
        (),
        (content(b"mine alone\n", "notes.txt"),),
        later=(write("notes.txt", "mine alone\n"),),
        may_refuse=True,
    ),
    Case(
        "diff.external, a program that prints nothing",
        V1,
        V2,
        EDIT,
        (whole("a.txt", MERGED),),
        config={"diff.external": "true"},
    ),
    with_config(diff_noprefix="true"),
    with_config(diff_mnemonicPrefix="true"),
    with_config(color_ui="always"),
    with_config(diff_context="0"),
    with_config(merge_conflictStyle="zdiff3"),
    with_config(commit_gpgSign="true", gpg_program="false"),
]
