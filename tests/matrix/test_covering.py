"""The covering array covers: an independent count finds no pair and no triple that is missing."""

import pytest

from tests.matrix.covering import factors, make_rows, missing_combinations


@pytest.mark.parametrize("strength", [1, 2, 3])
def test_every_combination_stands_in_a_row(strength: int) -> None:
    rows = make_rows(strength)

    assert missing_combinations(rows, strength) == set()


def test_missing_rows_are_noticed() -> None:
    values = factors()["database"]
    without_a_choice = [row for row in make_rows(2) if row["database"] != values[-1]]

    assert missing_combinations(without_a_choice, 2) != set()
