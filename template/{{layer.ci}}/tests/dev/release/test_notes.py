"""A release says what changed, and is the version that it says it is."""

import pytest

from dev.release.notes import NotReleasable, read_notes

PROJECT = '[project]\nname = "shop"\nversion = "1.2.0"\n'
CHANGELOG = """# Changelog

## Unreleased

- Not yet.

## 1.2.0 (2026-03-01)

- Orders can be cancelled.
- Notes have colours.

## 1.1.0

- Less.
"""


def test_the_notes_are_the_section_of_the_version() -> None:
    notes = read_notes("v1.2.0", PROJECT, CHANGELOG)

    assert notes == "- Orders can be cancelled.\n- Notes have colours.\n"


@pytest.mark.parametrize("tag", ["v1.1.0", "1.2.0", "v1.2.0-rc1", ""])
def test_a_tag_that_is_not_the_version_of_the_project_is_refused(tag: str) -> None:
    with pytest.raises(NotReleasable, match=r"pyproject.toml says 1\.2\.0"):
        read_notes(tag, PROJECT, CHANGELOG)


@pytest.mark.parametrize("changelog", ["", CHANGELOG.replace("1.2.0", "1.2.1"), "## 1.2.0\n\n\n"])
def test_a_version_of_which_nothing_is_said_is_refused(changelog: str) -> None:
    with pytest.raises(NotReleasable, match="says nothing"):
        read_notes("v1.2.0", PROJECT, changelog)
