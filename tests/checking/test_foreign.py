"""A project of any copier template is checked, too: what the template writes stays as it was."""

from pathlib import Path

import pytest

from backsmith.checking.findings import State
from backsmith.checking.healing import find_cure
from backsmith.checking.likeness import find_drift
from backsmith.checking.repository import check
from backsmith.checking.wanted import Wanted
from backsmith.errors import HealRefused
from backsmith.project import read_project
from tests.conftest import Command
from tests.foreign.conftest import QUESTIONS, Foreign, foreign

__all__ = ["foreign"]  # a fixture
KEPT = '_skip_if_exists: ["{{ name }}.cfg", notes/]\n_tasks: [touch made]\n'
FILES = {
    "src__{{ name }}.py.jinja": "SIZE = {{ size }}\n",
    "{{ name }}.cfg": "a\n",
    "notes__a.md": "a\n",
    "README.md.jinja": "# {{ name }}\n",
}


@pytest.fixture
def project(foreign: Foreign) -> Path:
    """A project as the template rendered it, and a newer version of the template."""
    foreign.release("v1.0", KEPT + QUESTIONS, **FILES)
    foreign.release("v2.0", KEPT + QUESTIONS, **{"README.md.jinja": "# {{ name }} 2\n"})
    root = foreign.place / "project"
    target = foreign.render("v1.0", name="shop", size=3, trust=True)
    for path in target.rglob("*"):
        if path.is_file() and path.name != ".copier-answers.yml":
            place = root / path.relative_to(target)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    return root


def list_drifted(root: Path) -> list[tuple[str, State]]:
    """Return what has drifted."""
    files = find_drift(read_project(root), Wanted())
    return [(file.path, file.state) for file in files if file.state is not State.SAME]


def test_a_project_as_it_was_rendered_is_green(project: Path) -> None:
    report = check(project, Wanted())

    assert (report.verdict, report.version, len(report.files)) == ("ok", "v1.0", 3)


def test_what_the_template_writes_is_the_templates_and_what_it_writes_once_is_not(
    project: Path,
) -> None:
    for path in ("src/shop.py", "shop.cfg", "notes/a.md"):
        (project / path).write_text("ours\n")
    (project / "README.md").unlink()
    (project / "src/own.py").write_text("ours\n")

    assert list_drifted(project) == [
        ("README.md", State.MISSING),
        ("src/shop.py", State.EDITED),
    ]


def test_it_is_healed(project: Path) -> None:
    (project / "src/shop.py").write_text("ours\n")

    cure = find_cure(read_project(project), ["src/shop.py"], Wanted())

    assert cure.files == {"src/shop.py": (b"SIZE = 3\n", 0o644)}
    with pytest.raises(HealRefused, match=r"shop\.cfg is yours"):
        find_cure(read_project(project), ["shop.cfg"], Wanted())


def test_a_standard_holds_it_to_its_checks(project: Path, tmp_path: Path) -> None:
    text = "apiVersion: 1\nname: team\nchecks: [{id: cfg, managed: '*.cfg'}, {id: l, present: L}]\n"
    (tmp_path / "team.yml").write_text(text)
    (project / "shop.cfg").write_text("ours\n")

    report = check(project, Wanted(str(tmp_path / "team.yml")))

    assert [(f.id, f.path) for f in report.findings] == [("cfg", "shop.cfg"), ("l", "L")]


def test_what_is_known_of_a_file_is_explained(project: Path, backsmith: Command) -> None:
    made = backsmith("explain", str(project / "src/shop.py"))
    own = backsmith("explain", str(project / "src/own.py"))

    assert "the template's: it stays as it was rendered" in made.data
    assert "v1.0, in a way that copier knows" in made.data
    assert "yours: the template makes no such file" in own.data
