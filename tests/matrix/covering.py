"""Which combinations of choices are rendered: a covering array over whatever copier.yml offers."""

from collections.abc import Mapping
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

from covertable import make

from tests.laws.house import House

ROOT = Path(__file__).parents[2]
Row = Mapping[str, Any]


@cache
def factors() -> dict[str, list[Any]]:
    """Return each option with all that may be answered to it."""
    house = House(ROOT)
    return {name: list(house.answers_to(name)) for name in house.options}


def make_rows(strength: int) -> list[Row]:
    """Return answers that hold every combination of `strength` options' values at least once."""
    rows = make(factors(), strength=min(strength, len(factors())))
    return [{k: list(v) if isinstance(v, tuple) else v for k, v in row.items()} for row in rows]


def missing_combinations(rows: list[Row], strength: int) -> set[tuple[tuple[str, Any], ...]]:
    """Return the combinations that no row holds, counted without the library that made the rows."""
    wanted: set[tuple[tuple[str, Any], ...]] = set()
    for names in combinations(factors(), strength):
        for values in product(*(factors()[name] for name in names)):
            wanted.add(tuple(zip(names, values, strict=True)))
    for row in rows:
        frozen = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
        wanted -= set(combinations([(name, frozen[name]) for name in factors()], strength))
    return wanted
