"""`make previous` and `make contract` of a project with a history: what may go out, and what not.

A breaking migration turns the tests of the release before it red, and one that only adds does not.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.rendered import Rendered, render

WHO = "-c user.name=Ada -c user.email=ada@example.com -c commit.gpgsign=false"
REVISION = '''"""{says}."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("notes") as notes:
        {does}


def downgrade() -> None:
    raise NotImplementedError
'''
ADDS = 'notes.add_column(sa.Column("colour", sa.String(20), nullable=True))'
BREAKS = 'notes.alter_column("title", existing_type=sa.String(200), new_column_name="headline")'

Migrate = Callable[[str], None]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("sqlite", marks=pytest.mark.slow),
        pytest.param("postgresql", marks=pytest.mark.matrix),
        pytest.param("mariadb", marks=pytest.mark.matrix),
    ],
)
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """A project whose first release is tagged."""
    answers = {"database": request.param, "auth": "none", "ci": "none"}
    project = render(tmp_path_factory.mktemp("previous") / "service", answers)
    project.install()
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Begin")
    git(project, "tag", "v1.0.0")
    return project


def git(project: Rendered, *words: str) -> None:
    """Run git in the project."""
    done = project.run("git", *WHO.split(), *words)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def migrate(released: Rendered) -> Iterator[Migrate]:
    """What gives the project a migration that does this, until the test is over."""
    path = released.root / "migrations" / "versions" / "0002_change.py"

    def migrate(does: str) -> None:
        path.write_text(REVISION.format(says="Change", does=does))

    yield migrate
    path.unlink(missing_ok=True)


def make(project: Rendered, module: str) -> tuple[int, str]:
    """Run what a target of make runs, and return its code and what it said."""
    done = project.run(".venv/bin/python", "-m", module)
    return done.returncode, done.stdout + done.stderr


def test_without_a_new_migration_nothing_can_break(released: Rendered) -> None:
    assert make(released, "dev.previous") == (
        0,
        "v1.0.0 knows every migration: nothing can break.\n",
    )
    assert make(released, "dev.contract")[0] == 0


def test_a_release_works_on_tables_that_have_grown(released: Rendered, migrate: Migrate) -> None:
    migrate(ADDS)

    code, said = make(released, "dev.previous")

    assert code == 0, said
    assert "The tests of v1.0.0 run on the tables that 0002_change.py makes." in said
    assert " passed" in said
    assert make(released, "dev.contract")[0] == 0


def test_a_release_whose_column_is_gone_fails(released: Rendered, migrate: Migrate) -> None:
    migrate(BREAKS)

    code, said = make(released, "dev.previous")

    assert code == 1, said
    assert "error: v1.0.0 does not work on the new tables." in said
    assert "FAILED tests/notes" in said
    code, said = make(released, "dev.contract")
    assert code == 1
    assert "0002_change.py:12: renam" in said
