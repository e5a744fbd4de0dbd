"""A project that bears the name of a package that it depends on is found by its manifest alone."""

import pytest

from backsmith.naming import explain_name

HEAD = '[project]\nname = "{}"\n'
TAKEN = {
    "its own": 'dependencies = ["httpx>=1", "redis[hiredis]>=8.1"]',
    "of an extra": '[project.optional-dependencies]\nfast = ["redis>=8.1"]',
    "of a group": '[dependency-groups]\ndev = [{include-group = "x"}, "redis>=8.1"]\nx = []',
    "written otherwise": "dependencies = [\"Redis >= 8.1 ; python_version > '3.11'\"]",
}
FREE = {
    "another package": 'dependencies = ["redis-om>=1", "httpx[redis]>=1"]',
    "extras of its own": '[project.optional-dependencies]\na = []\nall = ["redis[a]"]',
    "nothing": "",
}


@pytest.mark.parametrize("rest", TAKEN.values(), ids=TAKEN)
def test_the_name_of_a_package_that_is_asked_for_is_taken(rest: str) -> None:
    assert "depends on the package" in explain_name(HEAD.format("redis") + rest)


def test_names_are_compared_as_indexes_compare_them() -> None:
    manifest = HEAD.format("typing-extensions") + 'dependencies = ["Typing_Extensions>=4"]'

    assert "the package Typing_Extensions" in explain_name(manifest)


@pytest.mark.parametrize("rest", FREE.values(), ids=FREE)
def test_other_names_are_free(rest: str) -> None:
    assert explain_name(HEAD.format("redis") + rest) == ""


@pytest.mark.parametrize("text", ["[project", "project = 1", 'project.dependencies = ["?"]', ""])
def test_what_cannot_be_read_is_left_to_those_who_say_why(text: str) -> None:
    assert explain_name(text) == ""
