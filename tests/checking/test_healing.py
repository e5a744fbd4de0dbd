"""What was changed of the template comes back, what a team wrote stays, and nothing is guessed."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from backsmith.checking.findings import State
from backsmith.checking.healing import Cure, find_cure
from backsmith.checking.likeness import find_drift, find_ownership
from backsmith.checking.ownership import Owner, Ownership
from backsmith.checking.sharing import find_gaps, mend
from backsmith.checking.wanted import Wanted
from backsmith.errors import HealRefused
from backsmith.presets.checks import Check, Managed
from backsmith.project import find_project
from backsmith.releases import find_release
from tests.checking.conftest import ROWS, Copy

ANSWERS = ".copier-answers.yml"


@pytest.fixture(scope="module")
def ownership() -> Ownership:
    """What our template declares."""
    return find_ownership(find_release())


def list_drifted(root: Path) -> list[str]:
    """Return the files that have drifted."""
    return [f.path for f in find_drift(find_project(root), Wanted()) if f.state is not State.SAME]


def write(root: Path, cure: Cure) -> None:
    """Write what heals a project."""
    for path, (content, mode) in cure.files.items():
        place = root / path
        place.unlink(missing_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        place.chmod(mode)


def heal(root: Path, *paths: str) -> Cure:
    """Heal files of a project, and return what was done."""
    cure = find_cure(find_project(root), paths, Wanted())
    write(root, cure)
    return cure


def break_line(path: Path) -> None:
    lines = path.read_text().split("\n")
    place = next(n for n, line in enumerate(lines) if len(line) > 8)
    lines[place] = f"{lines[place]} x"
    path.write_text("\n".join(lines))


BREAKS: dict[str, Callable[[Path], object]] = {
    "a line is another": break_line,
    "emptied": lambda path: path.write_bytes(b""),
    "deleted": Path.unlink,
    "another mode": lambda path: path.chmod(path.stat().st_mode ^ 0o111),
}


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("name", BREAKS)
def test_every_file_of_the_template_is_healed_and_healing_it_again_does_nothing(
    name: str, row: str, copy: Copy
) -> None:
    root = copy(row)
    owned = [file.path for file in find_drift(find_project(root), Wanted()) if file.path != ANSWERS]
    broken = [path for path in owned if (root / path).stat().st_size > 8]
    for path in broken:
        BREAKS[name](root / path)
    assert list_drifted(root) == broken

    cure = heal(root, *broken)

    assert list(cure.files) == broken
    assert list_drifted(root) == []
    assert heal(root, *broken) == Cure({}, {}, tuple(broken))


def test_the_lines_of_the_team_stay_where_the_templates_come_back(copy: Copy) -> None:
    root = copy()
    makefile = root / "Makefile"
    text = makefile.read_text().replace("## Run the tests;", "## Try it;")
    text = text.replace("\tdocker compose down\n", "").replace(
        "# Your own", "ours: ;\n\n# Your own"
    )
    makefile.write_text(f"# our makefile\n{text}\nmore: ;\n")

    cure = heal(root, "Makefile")

    healed = makefile.read_text()
    (gone,) = cure.dropped["Makefile"]
    assert "Try it" in gone
    assert healed.startswith("# our makefile\n# What can be done here")
    assert "down: ## Stop it; the data stays\n\tdocker compose down\n" in healed
    assert "\nours: ;\n" in healed
    assert healed.endswith("# Your own targets, below this line\n\nmore: ;\n")


def test_what_was_moved_in_a_line_of_a_shared_file_stays_moved(copy: Copy) -> None:
    root = copy()
    dockerfile = root / "Dockerfile"
    pinned = f"python:3.14-slim@sha256:{'a' * 64}"
    text = dockerfile.read_text().replace("python:3.13-slim", pinned)
    dockerfile.write_text(text.replace("USER 10001:10001", "USER root"))

    heal(root, "Dockerfile")

    assert pinned in dockerfile.read_text()
    assert dockerfile.read_text().count("USER 10001:10001") == text.count("USER 10001:10001")
    assert dockerfile.read_text().count("USER root") == text.count("USER root")


def test_line_ends_stay_as_they_were(copy: Copy) -> None:
    root = copy()
    for path in ("Makefile", "src/app/cli.py"):
        text = (root / path).read_text().replace("import", "export").replace("uv lock", "uv look")
        (root / path).write_bytes(text.replace("\n", "\r\n").encode())

    heal(root, "Makefile", "src/app/cli.py")

    assert list_drifted(root) == []
    for path in ("Makefile", "src/app/cli.py"):
        content = (root / path).read_bytes()
        assert content.count(b"\n") == content.count(b"\r\n")


def write_no_text(root: Path) -> str:
    (root / "Makefile").write_bytes(b"\xff\0")
    return "Makefile"


def write_the_key_twice(root: Path) -> str:
    path = root / "pyproject.toml"
    text = path.read_text().replace("fail_under = 95\n", "").replace("branch = true\n", "")
    path.write_text(
        text.replace("[tool.ruff]", "[tool.coverage.run]\nbranch = false\n\n[tool.ruff]")
    )
    return "pyproject.toml"


REFUSED: dict[str, tuple[Callable[[Path], str], str]] = {
    "yours": (lambda _: "README.md", "README.md is yours"),
    "the answers": (lambda _: ANSWERS, "says what the project is made of"),
    "not the template's": (lambda _: "src/app/orders.py", "makes no src/app/orders.py"),
    "foreign": (lambda _: "deploy/own", "makes no deploy/own"),
    "no text": (write_no_text, "it is no text any more"),
    "a key that would be there twice": (write_the_key_twice, "would not be well formed: Cannot"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_healed_is_refused_and_nothing_else_is_healed(name: str, copy: Copy) -> None:
    root = copy()
    (root / "LICENSE").unlink()
    spoil, reason = REFUSED[name]
    path = spoil(root)

    with pytest.raises(HealRefused, match=reason) as refusal:
        heal(root, "LICENSE", path)

    assert refusal.value.hint
    assert not (root / "LICENSE").exists()


def test_what_a_standard_manages_comes_back_whole(copy: Copy) -> None:
    root = copy()
    original = (root / "README.md").read_text()
    (root / "README.md").write_text("ours\n")

    managed = Check("readme", Managed("*.md"))
    write(root, find_cure(find_project(root), ["README.md"], Wanted(), [managed]))

    assert (root / "README.md").read_text() == original


@pytest.mark.parametrize("row", ROWS)
def test_no_line_of_a_shared_file_can_be_taken_out_unseen_or_not_be_brought_back(
    row: str, copy: Copy, ownership: Ownership
) -> None:
    root = copy(row)
    shared = [f.path for f in find_drift(find_project(root), Wanted()) if f.owner is Owner.SHARED]
    chance = random.Random(7)
    tried = 0

    for path in shared:
        wanted = (root / path).read_text()
        lines = wanted.split("\n")
        for number, line in list(enumerate(lines))[:: 1 if len(lines) < 40 else 3]:
            if not line.strip() or ownership.is_example(line):
                continue
            ours = [f"# ours {chance.random()}" for _ in range(2)]
            rest = [*lines[:number], ours[0], *lines[number + 1 :]]
            rest.insert(chance.randrange(len(rest) + 1), ours[1])
            found = "\n".join(rest)
            mended = mend(wanted, found, ownership)
            tried += 1
            if ownership.settle(line) not in map(ownership.settle, rest):
                assert line in [gap.text for gap in find_gaps(wanted, found, ownership)]
            assert find_gaps(wanted, mended.text, ownership) == []
            assert all(own in mended.text for own in ours if own not in mended.dropped)
            assert [own for own in ours if own in mended.dropped] == []
    assert tried > 200
