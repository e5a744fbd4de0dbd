"""How a standard changed is said in plain sentences, one for each change."""

from typing import Any

import pytest

from backsmith.answers import NO_POLICY
from backsmith.presets import compare

CHECK = {"id": "a", "absent": "b", "level": "warning"}
STRICT = {"id": "a", "absent": "b", "level": "error"}
CHANGES: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({}, {"lock": {"ci": "none"}}, ["ci is locked to none now."]),
    ({"lock": {"ci": "none"}}, {}, ["ci is no longer locked to none."]),
    ({"lock": {"ci": "none"}}, {"lock": {"ci": "github"}},
     ["ci is locked to github now, no longer to none."]),
    ({}, {"lock": {"api": ["rest", "graphql"]}}, ["api is locked to rest and graphql now."]),
    ({}, {"allow": {"license": ["mit", "apache"]}}, ["license may only be mit or apache now."]),
    ({"allow": {"license": ["mit"]}}, {}, ["license may be any choice now, no longer only mit."]),
    ({"allow": {"license": ["mit", "apache"]}}, {"allow": {"license": ["mit"]}},
     ["license may no longer be apache, only mit."]),
    ({"allow": {"license": ["mit"]}}, {"allow": {"license": ["mit", "apache"]}},
     ["license may be apache now, too."]),
    ({"allow": {"license": ["mit", "apache"]}}, {"allow": {"license": ["apache", "mit"]}}, []),
    ({}, {"require": {"api": ["rest"]}}, ["api must contain rest now."]),
    ({"require": {"api": ["rest"]}}, {}, ["api need no longer contain rest."]),
    ({}, {"template": ">=1"}, ["It is for a template >=1 now, no longer of any version."]),
    ({}, {"checks": [CHECK]}, ["The check a is new, and its level is warning."]),
    ({"checks": [CHECK]}, {}, ["The check a is gone."]),
    ({"checks": [CHECK]}, {"checks": [STRICT]},
     ["The level of the check a is error now, no longer warning."]),
    ({"checks": [CHECK]}, {"checks": [{**CHECK, "absent": "c"}]},
     ["The check a asks for something else now."]),
    ({"checks": [CHECK]}, {"checks": [{**CHECK, "waivable": True}]},
     ["The check a can now be waived."]),
    ({"checks": [{**CHECK, "waivable": True}]}, {"checks": [CHECK]},
     ["The check a can no longer be waived."]),
    ({"checks": [CHECK]}, {"checks": [{**CHECK, "why": "so"}]}, []),
    ({"origin": {"digest": "a"}}, {"origin": {"digest": "b"}}, []),
    ({"lock": {"ci": "\x1b[2J"}}, {}, ["ci is no longer locked to \\x1b[2J."]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), CHANGES)
def test_each_change_is_a_sentence(
    old: dict[str, Any], new: dict[str, Any], said: list[str]
) -> None:
    assert compare({**NO_POLICY, **old}, {**NO_POLICY, **new}) == said
