"""The other half of the many cases, which each push need not see again."""

import pytest
from hypothesis import given, seed, settings

from tests.merge.cases import CASES
from tests.merge.trial import SETTINGS, check

SEEDS, CASES_EACH = range(2, 25, 2), 100


@pytest.mark.matrix
@pytest.mark.parametrize("number", SEEDS, ids=lambda number: f"seed-{number}")
def test_nothing_is_lost_in_many_other_cases(number: int) -> None:
    seed(number)(settings(SETTINGS, max_examples=CASES_EACH)(given(case=CASES)(check)))()
