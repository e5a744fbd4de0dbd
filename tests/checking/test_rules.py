"""The checks of a preset find what they are for in any repository; a waiver sets them aside."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backsmith.checking.findings import Finding, Report
from backsmith.checking.listing import Repository
from backsmith.checking.reading import MOST_BYTES
from backsmith.checking.repository import check
from backsmith.checking.rules import run_check
from backsmith.checking.versions import find_least
from backsmith.checking.wanted import Wanted
from backsmith.git import Git
from backsmith.presets.checks import (
    Absent,
    Check,
    Contains,
    Lacks,
    Level,
    MinVersion,
    Present,
    Rule,
)
from tests.checking.conftest import Copy

PYTHON = MinVersion("pyproject.toml", "project.requires-python", "3.11")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository that nobody rendered."""
    for path, text in {
        ".env": "SECRET=1\n",
        "pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.10,<4"\n',
        "docs/a.md": "one\ntwo TODO\n",
        "deep/er/.env": "",
        "package.json": '{"engines": {"node": "^20.1"}, "list": [{"v": 3}]}',
        "compose.yml": "services: {app: {image: 1.5}}\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def find(root: Path, rule: Rule) -> list[Finding]:
    """Return what one rule finds."""
    return list(run_check(Check("it", rule, Level.WARNING, "because"), Repository(root)))


FOUND: list[tuple[Rule, list[tuple[str, int]]]] = [
    (Absent(".env"), [(".env", 0)]),
    (Absent("**/.env"), [(".env", 0), ("deep/er/.env", 0)]),
    (Absent("*.pem"), []),
    (Present("LICENSE*"), [("LICENSE*", 0)]),
    (Present("docs/**"), []),
    (Contains("docs/a.md", "one"), []),
    (Contains("docs/a.md", "three"), [("docs/a.md", 0)]),
    (Contains("docs/b.md", "one"), [("docs/b.md", 0)]),
    (Lacks("docs/a.md", "TODO"), [("docs/a.md", 2)]),
    (Lacks("docs/b.md", "TODO"), []),
    (PYTHON, [("pyproject.toml", 3)]),
    (MinVersion("pyproject.toml", "project.requires-python", "3.10"), []),
    (MinVersion("pyproject.toml", "project.version", "1"), [("pyproject.toml", 0)]),
    (MinVersion("gone.toml", "a", "1"), [("gone.toml", 0)]),
    (MinVersion("package.json", "engines.node", "20"), []),
    (MinVersion("package.json", "engines.node", "21"), [("package.json", 0)]),
    (MinVersion("package.json", "list.0.v", "3"), []),
    (MinVersion("compose.yml", "services.app.image", "1.4"), []),
]


@pytest.mark.parametrize(("rule", "places"), FOUND)
def test_a_rule_finds_what_it_is_for(
    rule: Rule, places: Sequence[tuple[str, int]], repository: Path
) -> None:
    found = find(repository, rule)

    assert [(finding.path, finding.line) for finding in found] == places
    assert {(f.id, f.level, f.hint) for f in found} <= {("it", Level.WARNING, "because")}


def test_what_git_ignores_is_not_in_the_repository(repository: Path) -> None:
    Git(repository).ask("init", "--quiet")
    (repository / ".gitignore").write_text(".env\n")

    assert find(repository, Absent("**/.env")) == []


def test_what_was_committed_is_in_the_repository_although_git_ignores_it(repository: Path) -> None:
    git = Git(repository)
    git.ask("init", "--quiet")
    git.ask("add", ".env")
    (repository / ".gitignore").write_text(".env\n")

    assert [finding.path for finding in find(repository, Absent("**/.env"))] == [".env"]


HOSTILE: dict[str, bytes] = {
    "no text": b"\xff\xfe\0",
    "a bomb": b"a: &a [x]\nb: *a\n",
    "deep": b"[" * 100_000,
    "broken": b"{]",
    "huge": b"x" * (MOST_BYTES + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("file", ["a.yml", "a.json", "a.toml"])
def test_a_file_that_cannot_be_read_is_a_finding(name: str, file: str, tmp_path: Path) -> None:
    (tmp_path / file).write_bytes(HOSTILE[name])

    (found,) = find(tmp_path, MinVersion(file, "a", "1"))

    assert found.path == file


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    root = tmp_path / "repository"
    root.mkdir()
    (root / "a.txt").symlink_to(tmp_path / "secret")

    (found,) = find(root, Lacks("a.txt", "secret"))

    assert found.message == "must not contain 'secret': it is a link"


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("3.11", "3.11"), (">=3.11,<4", "3.11"), ("^3.11", "3.11"), ("~=3.11", "3.11"),
        ("==3.12.*", "3.12"), ("v20", "20"), ("<4", None), ("latest", None),
        (">3.9,>=3.11", "3.11"),
    ],
)  # fmt: skip
def test_the_least_version_of_what_is_asked_for(text: str, least: str | None) -> None:
    found = find_least(text)

    assert (str(found) if found else None) == least


CHECKS = """apiVersion: 1
name: team
checks:
  - {id: no-env, absent: .env, why: secrets must not be committed}
  - {id: ci, managed: .github/workflows/*, level: warning, waivable: true}
  - {id: readme, managed: README.md, waivable: true}
"""


@pytest.fixture
def preset(tmp_path: Path) -> Wanted:
    """A standard with checks, on some day."""
    (tmp_path / "team.yml").write_text(CHECKS)
    return Wanted(str(tmp_path / "team.yml"), today=date(2026, 7, 1))


def test_any_repository_is_held_to_the_checks(tmp_path: Path, preset: Wanted) -> None:
    root = tmp_path / "any"
    root.mkdir()
    (root / ".env").write_text("")

    report = check(root, preset)

    assert (report.error, report.preset, report.files) == ("", "team", ())
    assert [finding.id for finding in report.findings] == ["ci", "readme", "no-env"]
    assert report.findings[2].hint == "secrets must not be committed"


def list_findings(report: Report) -> list[tuple[Any, ...]]:
    """Return what was found but that the project has not recorded the preset."""
    found = [f for f in report.findings if f.id != "policy/missing"]
    return [(f.id, f.level, f.path) for f in found]


def test_what_is_managed_has_to_be_equal_whosever_it_is(copy: Copy, preset: Wanted) -> None:
    root = copy()
    for path in ("README.md", ".github/workflows/ci.yml"):
        with (root / path).open("a") as file:
            file.write("ours\n")
    (root / ".github/workflows/own.yml").write_text("")

    assert list_findings(check(root, preset)) == [
        ("ci", Level.WARNING, ".github/workflows/ci.yml"),
        ("readme", Level.ERROR, "README.md"),
        ("ci", Level.WARNING, ".github/workflows/own.yml"),
    ]


def test_a_check_that_manages_what_no_template_has_made_says_so(copy: Copy, preset: Wanted) -> None:
    assert list_findings(check(copy("minimal"), preset)) == [
        ("ci", Level.WARNING, ".github/workflows/*")
    ]


def waive(root: Path, *waivers: str) -> None:
    """Write the waivers of a project."""
    entries = "".join(f"  - {{{waiver}}}\n" for waiver in waivers)
    (root / ".backsmith.yml").write_text(f"waive:\n{entries}")


def test_a_waiver_sets_aside_what_may_be_set_aside_until_its_day(
    copy: Copy, preset: Wanted
) -> None:
    root = copy()
    (root / "README.md").write_text("ours\n")
    (root / ".env").write_text("")
    waive(
        root,
        "id: readme, reason: it is being rewritten, until: 2026-07-01",
        "id: no-env, reason: we like it, until: 2026-12-31",
    )

    report = check(root, preset)

    assert [waived.finding.id for waived in report.waived] == ["readme"]
    assert list_findings(report) == [
        ("no-env", Level.ERROR, ".env"),
        ("waiver/void", Level.WARNING, ".backsmith.yml"),
    ]


def test_a_waiver_whose_day_is_over_sets_nothing_aside(copy: Copy, preset: Wanted) -> None:
    root = copy()
    (root / "README.md").write_text("ours\n")
    waive(root, "id: readme, reason: it is being rewritten, until: 2026-06-30")

    report = check(root, preset)

    assert (report.waived, [f[0] for f in list_findings(report)]) == ((), ["readme", "waiver/void"])


def test_waivers_that_cannot_be_read_are_a_finding(copy: Copy, preset: Wanted) -> None:
    root = copy()
    (root / ".backsmith.yml").write_text("waive: nothing\n")

    assert list_findings(check(root, preset)) == [("waiver/damaged", Level.ERROR, ".backsmith.yml")]
