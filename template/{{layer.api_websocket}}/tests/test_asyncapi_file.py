"""docs/asyncapi.json says what is spoken on the feed, and every part of it leads somewhere."""

import json
import re
from typing import Any

import pytest

from app.core.feed.messages import FromClient, FromService
from dev.asyncapi import FILE, FROM_CLIENT, FROM_SERVICE, describe


def test_the_file_is_what_the_messages_say() -> None:
    assert FILE.read_text() == describe(), "Write it anew: make asyncapi"


@pytest.mark.parametrize(
    ("union", "listed"), [(FromClient, FROM_CLIENT), (FromService, FROM_SERVICE)]
)
def test_every_message_is_described(union: Any, listed: list[type]) -> None:
    assert set(union.__origin__.__args__) == set(listed)


def test_every_reference_leads_somewhere() -> None:
    document = json.loads(FILE.read_text())

    for reference in re.findall(r'"\$ref": "#/([^"]+)"', FILE.read_text()):
        place = document
        for step in reference.split("/"):
            place = place[step]
        assert place
