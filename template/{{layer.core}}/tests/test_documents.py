"""What the documents name is there: every command, every file."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text()

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)


@every_document
def test_every_make_command_is_a_target(path: Path) -> None:
    code = re.findall(r"^```sh\n.*?^```|`[^`\n]+`", path.read_text(), flags=re.M | re.S)
    named = {word for text in code for word in re.findall(r"\bmake ([a-z-]+)", text)}

    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.M))

    assert named - targets == set()


@every_document
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


@every_document
def test_every_file_of_the_project_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"`((?:src|tests|docs|migrations|deploy)/[\w./-]+\.\w+)`", path.read_text())

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_target_says_what_it_does() -> None:
    targets = set(re.findall(r"^\.PHONY: ([a-z-]+)$", MAKEFILE, flags=re.M)) - {"uv"}

    described = set(re.findall(r"^([a-z-]+):.* ## \w", MAKEFILE, flags=re.M))

    assert targets == described
