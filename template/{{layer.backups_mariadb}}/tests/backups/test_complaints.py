"""What is said of a dump that cannot be loaded does not repeat what is in it."""

import asyncio

import pytest

from app.backups import scratch
from app.backups.complaints import find_complaint
from app.backups.desk import Desk
from app.backups.errors import DatabaseRefused
from app.backups.process import Chunks


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("ERROR 1114 (HY000) at line 51: The table 'notes' is full", "ERROR 1114 (HY000) at line"),
        ("mariadb-dump: Got error: 1045: Access denied", "mariadb-dump: Got error: 1045"),
        ("--------------\nINSERT INTO notes VALUES ('secret')", "it did not say why"),
    ],
)
def test_the_line_that_says_why_is_found(said: str, complaint: str) -> None:
    assert find_complaint(said).startswith(complaint)


@pytest.mark.backups
def test_a_statement_that_fails_is_not_repeated(desk: Desk) -> None:
    async def give() -> Chunks:
        yield b"INSERT INTO nowhere VALUES ('what nobody else may read');\n"

    with pytest.raises(DatabaseRefused, match="mariadb failed: ERROR 1146") as refused:
        asyncio.run(scratch.load(desk.database, give()))

    assert "nobody else" not in str(refused.value)
