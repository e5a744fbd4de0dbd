"""A template in our own form that comes from elsewhere gets no more of the machine than others."""

from pathlib import Path

import pytest

from tests.conftest import Command, list_files
from tests.moves.small import CORE, SmallTemplate


@pytest.mark.parametrize("place", [f"{CORE}/app/huge.py.jinja", f"{CORE}/{{{{ 'x' * 10**11 }}}}"])
def test_a_release_that_wants_too_much_leaves_the_project_as_it_was(
    place: str, template: SmallTemplate, project: Path, backsmith: Command
) -> None:
    template.release("v1.1.0", {place: "{{ 'x' * 10 ** 11 }}"})
    before = list_files(project)

    done = backsmith("update", "--project", str(project), "--yes")

    assert done.code == 1
    assert "The template wanted more memory than one may have." in done.talk
    assert list_files(project) == before
