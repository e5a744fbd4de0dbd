"""The rest of the many cases, which each push need not see again."""

import pytest
from hypothesis import given, seed, settings

from tests.merge.cases import CASES
from tests.merge.test_properties import CASES_EACH, SEEDS
from tests.merge.trial import SETTINGS, check

OTHERS = [number for number in range(1, 25) if number not in SEEDS]


@pytest.mark.matrix
@pytest.mark.parametrize("number", OTHERS, ids=lambda number: f"seed-{number}")
def test_nothing_is_lost_in_many_other_cases(number: int) -> None:
    seed(number)(settings(SETTINGS, max_examples=CASES_EACH)(given(case=CASES)(check)))()
