"""A check is data of six kinds; a wrong path, version or line is refused with its reason."""

from typing import Any

import pytest

from backsmith.errors import FileRefused
from backsmith.presets.check_form import MOST_CHECKS, read_checks, write_check
from backsmith.presets.checks import Absent, Check, Level, MinVersion

WRITTEN: list[dict[str, Any]] = [
    {"id": "no-env", "absent": ".env", "level": "error", "why": "secrets are not committed"},
    {"id": "tests", "present": "tests/**/test_*.py", "level": "warning", "waivable": True},
    {"id": "ci", "managed": ".github/workflows/ci.yml", "level": "warning"},
    {
        "id": "python",
        "min_version": {"file": "pyproject.toml", "path": "project.python", "version": "3.11"},
        "level": "error",
    },
    {"id": "license", "contains": {"file": "LICENSE", "text": "MIT"}, "level": "error"},
    {
        "id": "no-latest",
        "not_contains": {"file": "Dockerfile", "text": ":latest"},
        "level": "error",
    },
]
RANGE = {"file": "a.toml", "path": "a", "version": "1"}
WRONG: dict[str, tuple[Any, str]] = {
    "no list": ({}, "takes a list"),
    "too many": ([{}] * (MOST_CHECKS + 1), "takes a list of at most"),
    "no mapping": (["no-env"], "check 1 of team.yml is no mapping"),
    "a key that is no text": ([{1: 2}], "is no mapping"),
    "no id": ([{"absent": "a"}], "id takes small letters"),
    "a loud id": ([{"id": "No Env", "absent": "a"}], "id takes small letters"),
    "an id with a line's end": ([{"id": "env\n", "absent": "a"}], "id takes small letters"),
    "an id twice": ([{"id": "a", "absent": "a"}, {"id": "a", "absent": "b"}], "has a twice"),
    "no kind": ([{"id": "a"}], "has no kind"),
    "two kinds": ([{"id": "a", "absent": "a", "present": "b"}], "has absent and present"),
    "an unknown kind": ([{"id": "a", "matches": "(a+)+$"}], "unknown key 'matches'"),
    "a command": ([{"id": "a", "run": "rm -rf /"}], "unknown key 'run'"),
    "a wrong level": ([{"id": "a", "absent": "a", "level": "fatal"}], "warning or error"),
    "a level in a list": ([{"id": "a", "absent": "a", "level": ["error"]}], "warning or error"),
    "a why that a terminal obeys": ([{"id": "a", "absent": "a", "why": "\x1b[2J"}], "why takes"),
    "a why of two lines": ([{"id": "a", "absent": "a", "why": "a\nb"}], "why takes one line"),
    "a why that turns round": ([{"id": "a", "absent": "a", "why": "a\u202eb"}], "why takes"),
    "a long why": ([{"id": "a", "absent": "a", "why": "x" * 201}], "why takes 1 to 200"),
    "maybe waivable": ([{"id": "a", "absent": "a", "waivable": "yes"}], "waivable is true"),
    "a folder of several": ([{"id": "a", "contains": {"file": "*", "text": "a"}}], "more than one"),
    "a text of two lines": ([{"id": "a", "contains": {"file": "a", "text": "a\nb"}}], "text takes"),
    "half a rule": ([{"id": "a", "contains": {"file": "a"}}], "text is missing"),
    "a rule in short": ([{"id": "a", "min_version": "3.11"}], "mapping of file, path and version"),
    "a number as version": (
        [{"id": "a", "min_version": {**RANGE, "version": 3.11}}], "version takes a text"),
    "a range as version": (
        [{"id": "a", "min_version": {**RANGE, "version": ">=3"}}], "version takes a text"),
    "a version in a script": (
        [{"id": "a", "min_version": {**RANGE, "file": "setup.py"}}], "does not end in"),
    "a path of nothing": ([{"id": "a", "min_version": {**RANGE, "path": "a..b"}}], "path takes"),
    "a misspelt part": ([{"id": "a", "min_version": {**RANGE, "fiel": "a"}}], "Did you mean file"),
}  # fmt: skip
PATHS = {
    "/etc/passwd": "no plain path", "../secrets": "no plain path", "a/../../b": "no plain path",
    "a//b": "no plain path", "./a": "no plain path", ".git/config": "no plain path",
    "sub/.GIT/hooks": "no plain path", "~/.ssh/id": "no plain path", "C:\\a": "no plain path",
    "c:a": "no plain path", "-rf": "no plain path", "[a-z]": "no plain path", "a{1,9}": "no plain",
    "!a": "no plain path", "a\0b": "is no path", "a\x1b]0;b": "is no path", "": "is no path",
    "x" * 201: "is no path", "a**": "stands alone",
    "*/*/*/*/*/*/*": "6 in all", "a*a*a*": "2 in a part",
}  # fmt: skip


def test_every_kind_is_read_and_written_as_it_was() -> None:
    checks = read_checks(WRITTEN, "team.yml")

    assert [write_check(check) for check in checks] == WRITTEN
    assert checks[0] == Check("no-env", Absent(".env"), Level.ERROR, "secrets are not committed")
    assert checks[3].rule == MinVersion("pyproject.toml", "project.python", "3.11")


def test_a_check_is_an_error_that_nobody_waives_unless_it_says_so() -> None:
    (check,) = read_checks([{"id": "a", "absent": "b"}], "team.yml")

    assert (check.level, check.waivable) == (Level.ERROR, False)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_check_is_refused(name: str) -> None:
    written, reason = WRONG[name]

    with pytest.raises(FileRefused, match=reason) as refusal:
        read_checks(written, "team.yml")

    assert "team.yml" in refusal.value.message
    assert refusal.value.message.isprintable()


@pytest.mark.parametrize("kind", ["absent", "present", "managed"])
@pytest.mark.parametrize("path", PATHS)
def test_a_path_stays_below_the_project(path: str, kind: str) -> None:
    with pytest.raises(FileRefused, match=PATHS[path]):
        read_checks([{"id": "a", kind: path}], "team.yml")


def test_an_error_outranks_a_warning() -> None:
    assert Level.ERROR.rank > Level.WARNING.rank
