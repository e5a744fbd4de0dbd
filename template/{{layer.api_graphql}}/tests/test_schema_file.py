"""docs/schema.graphql says what the service offers: production shows it nowhere else."""

import pytest

from app.graphql import schema
from dev.schema import FILE, describe

OWN = [kind for kind in schema.type_map.values() if not kind.name.startswith("__")]


@pytest.mark.promise("S42")
def test_the_file_is_what_the_resources_offer() -> None:
    assert FILE.read_text() == describe(), "Write it anew: make schema"


def test_every_query_and_mutation_is_described() -> None:
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    fields = {**schema.query_type.fields, **schema.mutation_type.fields}

    assert len(fields) >= 5
    assert [name for name, field in fields.items() if not field.description] == []
