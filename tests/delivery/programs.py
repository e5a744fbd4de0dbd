"""Programs that a project asks for, installed without all else that it asks for."""

import sys
from pathlib import Path

from tests.rendered import Rendered


def install_program(project: Rendered, package: str, program: str) -> Path:
    """Install the package that the project names, and nothing else of it; return the program."""
    [wanted] = [line for line in project.read("pyproject.toml").split('"') if package in line]
    for command in (
        ["uv", "venv", "--quiet", "--allow-existing", "--python", sys.executable],
        ["uv", "pip", "install", "--quiet", "--python", ".venv/bin/python", wanted],
    ):
        done = project.run(*command)
        assert done.returncode == 0, done.stderr
    return project.root / ".venv/bin" / program
