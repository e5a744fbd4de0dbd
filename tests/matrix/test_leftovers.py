"""Nothing is left over in a project: each check finds a planted fault, and none in a clean one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.matrix import leftovers
from tests.rendered import Rendered

CLEAN = {
    "pyproject.toml": '[project]\ndependencies = ["fastapi>=1"]\n\n[dependency-groups]\ndev = []\n',
    "README.md": "# Shop\n\nIt sells.\n\n## Run\n\n```\n# a comment\n```\n",
    "src/app/main.py": '"""Build it."""\n\nimport fastapi\n\nfrom app import health\n',
    "src/app/health.py": '"""Whether it is up."""\n',
    "ci.yml": "jobs:\n  check: ${{ github.ref }}\n",
}
FAULTS = [
    (leftovers.untidy_lines, "README.md", "# Shop\n\n\nIt sells.\n"),
    (leftovers.untidy_lines, "src/app/health.py", '"""Up."""\n\n\n\nA = 1\n'),
    (leftovers.untidy_lines, "README.md", "# Shop \n\nIt sells.\n"),
    (leftovers.untidy_lines, "README.md", "# Shop\n\nIt sells."),
    (leftovers.untidy_lines, "README.md", "# Shop\n\n{{ name }}\n"),
    (leftovers.words_that_were_not_said, "README.md", "# Shop\n\n`<app> admin` makes one.\n"),
    (
        leftovers.empty_sections,
        "README.md",
        "# Shop\n\nIt sells.\n\n## Run\n\n## Test\n\nmake test\n",
    ),
    (leftovers.empty_sections, "README.md", "# Shop\n\nIt sells.\n\n## Run\n"),
    (leftovers.empty_sections, "setup.toml", "[tool.a]\n\n[tool.b]\nx = 1\n"),
    (leftovers.empty_sections, "ci.yml", "env:\n\njobs:\n  check: 1\n"),
    (leftovers.mentions_of_what_was_not_chosen, "README.md", "# Shop\n\nIt runs on MariaDB.\n"),
    (leftovers.mentions_of_what_was_not_chosen, "README.md", "# Shop\n\nMade by backsmith.\n"),
    (leftovers.mentions_of_what_was_not_chosen, "docs/sqlite.md", "# Database\n\nA file.\n"),
    (leftovers.dead_modules, "src/app/clock.py", '"""What time it is."""\n'),
    (
        leftovers.unused_dependencies,
        "pyproject.toml",
        CLEAN["pyproject.toml"].replace("fastapi>=1", "celery>=5"),
    ),
    (
        leftovers.dependencies_listed_twice,
        "pyproject.toml",
        CLEAN["pyproject.toml"].replace("dev = []", 'dev = ["fastapi>=1"]'),
    ),
    (leftovers.checks_that_cannot_fail, "ci.yml", "jobs:\n  check: make check || true\n"),
    (leftovers.checks_that_cannot_fail, "ci.yml", "jobs:\n  continue-on-error: true\n"),
    (leftovers.checks_that_cannot_fail, "ci.yml", "jobs:\n  allow_failure: true\n"),
    (leftovers.checks_that_cannot_fail, "ci.yml", "jobs:\n  with: {exit-code: 0}\n"),
    (leftovers.checks_that_cannot_fail, "ci.yml", "jobs:\n  uses: actions/checkout@v7\n"),
    (leftovers.checks_that_cannot_fail, "Makefile", "check:\n\t-ruff check\n"),
]


@pytest.fixture
def clean(tmp_path: Path) -> Rendered:
    """A small project without a fault."""
    for name, text in CLEAN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return Rendered(tmp_path, {})


@pytest.mark.parametrize("check", leftovers.LEFTOVERS, ids=lambda check: check.__name__)
def test_a_clean_project_is_left_alone(check: leftovers.Fault, clean: Rendered) -> None:
    assert list(check(clean)) == []


@pytest.mark.parametrize(
    ("check", "name", "text"), FAULTS, ids=[f"{f[0].__name__}-{n}" for n, f in enumerate(FAULTS)]
)
def test_a_planted_leftover_is_found(
    check: leftovers.Fault, name: str, text: str, clean: Rendered
) -> None:
    (clean.root / name).parent.mkdir(exist_ok=True)
    (clean.root / name).write_text(text)

    assert list(check(clean)) != []


def test_every_check_has_a_fault_that_it_finds() -> None:
    found: set[Callable[..., object]] = {fault[0] for fault in FAULTS}

    assert found == set(leftovers.LEFTOVERS)
