"""A project is found from inside it, and a damaged answers file is said."""

from pathlib import Path

import pytest

from backsmith.errors import AnswersDamaged, ProjectNotFound
from backsmith.project import ANSWERS_FILE, find_project

RECORDED = "_commit: v0.1.0\n_src_path: backsmith\ndatabase: sqlite\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a project."""
    (tmp_path / "shop/src").mkdir(parents=True)
    (tmp_path / "shop" / ANSWERS_FILE).write_text(RECORDED)
    return tmp_path / "shop"


def test_a_project_is_found_from_a_folder_in_it(root: Path) -> None:
    project = find_project(root / "src")

    assert (project.root, project.source, project.version) == (root, "backsmith", "v0.1.0")
    assert project.answers == {"database": "sqlite"}


def test_a_folder_without_a_project_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFound, match="belongs to no project"):
        find_project(tmp_path)
    with pytest.raises(ProjectNotFound, match="There is no folder"):
        find_project(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "_commit: 1\n_src_path: x\n",
        "_commit: v1\n",
        "_commit: v1\n_src_path: --upload\n",
    ],
)
def test_a_damaged_answers_file_is_said(root: Path, text: str) -> None:
    (root / ANSWERS_FILE).write_text(text)

    with pytest.raises(AnswersDamaged) as caught:
        find_project(root)
    assert "git checkout" in caught.value.hint
