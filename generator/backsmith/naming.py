"""A project must not be called like a package that it depends on: uv could not lock it.

What was rendered shows it, whatever was chosen: no question has to know of another.
"""

import tomllib
from collections.abc import Iterator
from typing import Any

MANIFEST = "pyproject.toml"


def explain_name(manifest: str) -> str:
    """Return why the project of this `pyproject.toml` cannot have its name, or nothing.

    A manifest that cannot be read says nothing here: uv, and our own inspection, say what it is.
    """
    try:
        name = find_own_name(tomllib.loads(manifest))
    except (ValueError, TypeError, AttributeError):
        return ""
    return f"a project that depends on the package {name} cannot have its name" if name else ""


def find_own_name(data: dict[str, Any]) -> str:
    """Return the package that bears the project's own name and is asked for, or nothing.

    A project that asks for extras of its own (`shop[all]`) means itself.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name as normalise

    project = data.get("project", {})
    name, extras = normalise(project.get("name", "")), set(project.get("optional-dependencies", {}))
    for requirement in map(Requirement, _list_requirements(data)):
        means_itself = requirement.extras and requirement.extras <= extras
        if normalise(requirement.name) == name and not means_itself:
            return requirement.name
    return ""


def _list_requirements(data: dict[str, Any]) -> Iterator[str]:
    """Give every requirement of a manifest: its own, its extras', and its groups'."""
    project = data.get("project", {})
    extras, groups = project.get("optional-dependencies", {}), data.get("dependency-groups", {})
    for requirements in (project.get("dependencies", []), *extras.values(), *groups.values()):
        yield from (one for one in requirements if isinstance(one, str))  # no {include-group = ...}
