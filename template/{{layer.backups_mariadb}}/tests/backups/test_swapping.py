"""What was restored takes the place of the live tables, with what belongs to them."""

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError

from app.backups import scratch
from app.backups.deeds import restore, run
from app.backups.desk import Desk
from tests.backups.conftest import Do
from tests.backups.data import ASK, COPIED, LIVE, ask

pytestmark = [pytest.mark.backups, pytest.mark.promise("S64")]

LEAN = "CREATE TABLE leans (mark INTEGER REFERENCES marks (id))"
STAY = (
    "CREATE TRIGGER marks_stay BEFORE UPDATE ON marks FOR EACH ROW"
    " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'they stay'"
)


def test_triggers_and_foreign_keys_come_along(desk: Desk, do: Do) -> None:
    ask(desk.database, LEAN, STAY, "INSERT INTO leans VALUES (9)")
    assert do(run) == 0
    ask(desk.database, "DELETE FROM leans", "DELETE FROM marks")

    assert do(restore) == 0

    assert ask(desk.database, ASK) == LIVE
    for statement in ("UPDATE marks SET said = 'else'", "INSERT INTO leans VALUES (1)"):
        with pytest.raises(DBAPIError, match=r"they stay|foreign key"):
            ask(desk.database, statement)


def test_where_there_is_no_database_one_comes(desk: Desk, do: Do) -> None:
    asyncio.run(scratch.drop(desk.database))

    assert do(restore) == 0

    assert ask(desk.database, ASK) == COPIED
