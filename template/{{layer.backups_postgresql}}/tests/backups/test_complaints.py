"""What is said of a dump that cannot be loaded does not repeat what is in it."""

import pytest

from app.backups.complaints import find_complaint

SAID = """
pg_restore: error: COPY failed for table "notes": ERROR:  null value in column "title"
DETAIL:  Failing row contains (1, null, what nobody else may read).
CONTEXT:  COPY notes, line 1: "1 \\N what nobody else may read"
"""


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (SAID, 'pg_restore: error: COPY failed for table "notes": ERROR:  null value in column'),
        ("pg_dump: error: connection failed: FATAL:  no such role", "pg_dump: error: connection"),
        ("", "it did not say why"),
    ],
)
def test_no_row_is_repeated(said: str, complaint: str) -> None:
    found = find_complaint(said)

    assert found.startswith(complaint)
    assert "nobody else" not in found
