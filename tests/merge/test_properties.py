"""Whatever the template changes and whatever its user did: no line and no binary is lost."""

import pytest
from hypothesis import given, seed, settings

from tests.merge.cases import CASES, Case
from tests.merge.trial import SETTINGS, check

SEEDS, CASES_EACH = range(1, 25, 6), 100


@settings(SETTINGS, max_examples=40, derandomize=True)
@given(case=CASES)
def test_nothing_is_lost(case: Case) -> None:
    check(case)


@pytest.mark.slow
@pytest.mark.parametrize("number", SEEDS, ids=lambda number: f"seed-{number}")
def test_nothing_is_lost_in_many_cases(number: int) -> None:
    seed(number)(settings(SETTINGS, max_examples=CASES_EACH)(given(case=CASES)(check)))()
