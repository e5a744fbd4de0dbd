"""A file that comes into a project, goes, or moves is seen in the commit that does it."""

from pathlib import Path

import pytest

from tests.matrix.trees import FOLDER, KEPT, draw_tree


@pytest.mark.parametrize("name", KEPT)
def test_the_tree_is_the_one_that_was_kept(name: str, tmp_path: Path) -> None:
    kept = (FOLDER / f"{name}.txt").read_text()

    assert draw_tree(KEPT[name], tmp_path / "service") == kept, "make trees, and look at the change"
