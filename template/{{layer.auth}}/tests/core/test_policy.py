"""Scopes and roles are declared in one place, and the description says what callers must show."""

import ast
from pathlib import Path
from typing import Any

from app.core.openapi import describe_security
from app.core.policy import ROLES, Role, Scope
from app.core.scheme import SECURITY

APP = Path(__file__).parents[2] / "src" / "app"


def test_every_role_says_what_it_may() -> None:
    assert set(ROLES) == set(Role)
    assert ROLES[Role.READER] < ROLES[Role.MEMBER] < ROLES[Role.ADMIN] == set(Scope)


def test_every_scope_that_a_service_asks_for_is_declared() -> None:
    asked = [
        ast.unparse(node.args[0])
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".require")
    ]

    assert len(asked) >= 2
    assert {scope.partition(".")[0] for scope in asked} == {"Scope"}


def test_the_description_tells_callers_and_strangers_apart() -> None:
    paths: dict[str, Any] = {"/health/live": {"get": {}}, "/things": {"get": {}}}
    schema: dict[str, Any] = {"components": {}, "paths": paths}

    told = describe_security(schema, SECURITY)

    assert told["security"] == [{name: []} for name in SECURITY]
    assert paths["/health/live"]["get"] == {"security": []}
    assert paths["/things"]["get"] == {}
