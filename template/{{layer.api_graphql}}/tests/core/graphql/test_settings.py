"""Production refuses limits that would let one caller keep the service busy."""

import pytest

from app.core.graphql.settings import GraphqlSettings


@pytest.mark.promise("S45")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("depth", 31),
        ("aliases", 201),
        ("directives", 201),
        ("tokens", 10_001),
        ("fields", 1_001),
        ("complexity", 50_001),
    ],
)
def test_a_limit_that_is_too_high_is_a_danger(name: str, value: int) -> None:
    settings = GraphqlSettings(_env_file=None).model_copy(update={name: value})

    [danger] = settings.list_dangers()

    assert f"_{name.upper()}" in danger


def test_the_limits_of_the_first_day_are_no_danger() -> None:
    assert GraphqlSettings(_env_file=None).list_dangers() == []
