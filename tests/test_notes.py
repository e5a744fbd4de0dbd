"""What a release changes for a project stands once in data and once in the changelog's words."""

import re
from pathlib import Path

import pytest

from backsmith.errors import RenderFailed
from backsmith.notes import Changes, Choice, between, read_changes
from backsmith.releases import Release, find_release, open_history
from tests.conftest import ROOT

CHANGES = read_changes(find_release())


def read_sections() -> dict[str, str]:
    """Return the sections of the changelog by version, each on one line; what is to come is v."""
    text = (ROOT / "CHANGELOG.md").read_text()
    parts = re.split(r"^## \[(.+?)\].*$", text, flags=re.M)[1:]
    return {f"v{name}": " ".join(body.split())
            for name, body in zip(parts[::2], parts[1::2], strict=True)}  # fmt: skip


@pytest.mark.parametrize("version", open_history("backsmith").list_versions())
def test_every_release_says_what_it_changes_and_has_its_section(version: str) -> None:
    base = version.partition(".dev")[0]
    sections = read_sections()

    assert [change.version for change in CHANGES].count(base) == 1
    assert base in sections or (version != base and "vUnreleased" in sections)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.version)
def test_what_changes_for_a_project_stands_in_the_changelog(change: Changes) -> None:
    sections = read_sections()
    section = sections.get(change.version) or sections["vUnreleased"]

    for line in (*change.added, *change.changed, *change.removed):
        assert line in section


def write(root: Path, text: str) -> Release:
    """Return a release that says this of its changes."""
    (root / "template").mkdir()
    (root / "template/changes.yml").write_text(text)
    return Release(root)


def test_renames_are_read(tmp_path: Path) -> None:
    release = write(
        tmp_path,
        """
- version: 0.2.0
  manual: [run it]
  environment: [A_B]
  files: [{from: a, to: b}]
  options: [{from: db, to: database}]
  choices: [{option: database, from: postgres, to: postgresql}]
  earlier: {auth: none}
""",
    )

    (change,) = read_changes(release)

    assert change.files == {"a": "b"}
    assert change.options == {"db": "database"}
    assert change.choices == (Choice("database", "postgres", "postgresql"),)
    assert change.environment == ("A_B",)
    assert change.earlier == {"auth": "none"}


@pytest.mark.parametrize(
    "text",
    ["- {version: 0.1.0, add: []}", "- {}", "7", "[", "- version: 1\n  files: [a]", "- &a [*a]"],
)
def test_what_cannot_be_read_is_refused_in_a_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(RenderFailed) as refusal:
        read_changes(write(tmp_path, text))

    assert "\n" not in refusal.value.message


def test_a_template_that_says_nothing_changes_nothing(tmp_path: Path) -> None:
    assert read_changes(Release(tmp_path)) == ()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("v0.1.0", "v0.3.0", ["v0.2.0", "v0.3.0"]),
        ("v0.1.0", "v0.1.0", []),
        ("v0.1.0", "v0.2.0.dev0", ["v0.2.0"]),
        ("v0.2.0.dev0", "v0.2.0", ["v0.2.0"]),
        ("v0.2.0.dev0", "v0.2.0.dev0", []),
        ("v0.3.0", "v0.2.0", []),
        ("abc1234", "v0.3.0", []),
    ],
)
def test_what_lies_between_two_versions_is_found(old: str, new: str, found: list[str]) -> None:
    changes = [Changes("v0.1.0"), Changes("v0.2.0"), Changes("v0.3.0")]

    assert [change.version for change in between(changes, old, new)] == found
