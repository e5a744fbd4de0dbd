"""The trees of the default and of the smallest project, kept as text: `make trees` writes them."""

import tempfile
from pathlib import Path

from tests.matrix.covering import Row
from tests.rendered import render

KEPT: dict[str, Row] = {
    "default": {},
    "smallest": {"database": "sqlite", "auth": "none", "ci": "none"},
}
FOLDER = Path(__file__).with_name("kept")


def draw_tree(row: Row, folder: Path) -> str:
    """Return the files of the project with these answers, a line each, and which may be run."""
    project = render(folder, row)
    marks = {
        name: " *" * bool((project.root / name).stat().st_mode & 0o111) for name in project.files()
    }
    return "".join(f"{name}{mark}\n" for name, mark in marks.items())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, row in KEPT.items():
        with tempfile.TemporaryDirectory() as place:
            text = draw_tree(row, Path(place) / "service")
        (FOLDER / f"{name}.txt").write_text(text)
