"""The same for what other answers bring, in twelve more projects: ten minutes, so `make matrix`.

That each of these cuts still finds its place is seen at each push, by `test_places`.
"""

from collections.abc import Iterator

import pytest

from tests.wiring.cut import Cut
from tests.wiring.cutting import Open, open_projects, see_red
from tests.wiring.test_wiring import CUTS

OTHERS = [cut for cut in CUTS if cut.answers]

pytestmark = pytest.mark.matrix


@pytest.fixture(scope="module")
def open_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """The project of a cut."""
    with open_projects(OTHERS, tmp_path_factory.mktemp("wiring")) as opening:
        yield opening


@pytest.mark.parametrize("cut", OTHERS, ids=[f"{n:03}-{c.promise}" for n, c in enumerate(OTHERS)])
def test_a_promise_of_other_answers_turns_its_test_red(cut: Cut, open_project: Open) -> None:
    see_red(cut, open_project(cut))
