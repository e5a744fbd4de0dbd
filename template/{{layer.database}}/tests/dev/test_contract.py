"""A migration that code which still runs cannot bear is found, and named by its line."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.database import DatabaseSettings
from dev.contract.__main__ import main
from dev.contract.walking import Break, find_breaks
from dev.database import open_scratch
from tests.dev import planted

HEAD = '''"""Planted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
'''
FIRST = Path(__file__).parents[2] / "migrations" / "versions" / "0001_initial.py"

Look = Callable[[str], list[Break]]


@pytest.fixture
def look(server: str, environment: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Look]:
    """What judges a migration that does this, planted after the first."""
    folder = shutil.copytree(FIRST.parents[1], tmp_path / "migrations")
    for path in folder.glob("versions/*.py"):
        if path.name != FIRST.name:
            path.unlink()

    def look(does: str) -> list[Break]:
        (folder / "versions" / "0002_planted.py").write_text(f"{HEAD}{does}")
        return find_breaks(settings)

    with open_scratch(server) as url:
        settings = DatabaseSettings(url=url, migrations=folder)
        yield look


@pytest.mark.promise("S58")
def test_what_running_code_cannot_bear_is_found(look: Look) -> None:
    found = look(planted.BAD)

    lines = enumerate((HEAD + planted.BAD).splitlines(), 1)
    marked = {(number, line.partition("# bad: ")[2]) for number, line in lines if "# bad: " in line}
    assert marked <= {(one.line, one.rule) for one in found}
    assert {number for number, _ in marked} == {one.line for one in found}
    assert all(one.why for one in found)


@pytest.mark.promise("S58")
def test_what_only_adds_is_let_pass(look: Look) -> None:
    assert look(planted.GOOD) == []


@pytest.mark.promise("S58")
@pytest.mark.parametrize(
    ("waiver", "faults"),
    [
        ("  # contract: nothing has read it since 1.4", 0),
        ("  # contract:", 1),
        ("  # it is not needed any more", 1),
    ],
)
def test_a_reason_that_is_written_beside_it_is_heard(look: Look, waiver: str, faults: int) -> None:
    breaks = look(f'    op.drop_table("idempotency_keys"){waiver}\n')

    assert len(breaks) == faults


@pytest.mark.promise("S58")
def test_a_reason_above_counts_for_the_operation_below_it_alone(look: Look) -> None:
    breaks = look(
        "    # contract: nothing has read it since 1.4\n"
        "    op.drop_column(\n"
        '        "notes",\n'
        '        "text",\n'
        "    )\n"
        '    op.drop_table("idempotency_keys")\n'
    )

    assert [one.line for one in breaks] == [HEAD.count("\n") + 6]


def test_the_migrations_of_this_project_keep_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert capsys.readouterr().out
