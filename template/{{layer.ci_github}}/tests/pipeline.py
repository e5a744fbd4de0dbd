"""What the pipeline runs, read from the workflows: for the tests of every pipeline."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.y*ml"))
GATE = ("ci.yml",)  # what a merge has to pass

# What is run beside make, and why it has to be.
PREPARES = {
    "sudo apt-get": "a program that is no package of Python comes from the machine",
    'make --silent subjects >> "$GITHUB_OUTPUT"': "an action wants each digest as an output",
}


def read_commands(*names: str) -> list[str]:
    """Return every line that the jobs of these workflows run; of all, where none is named."""
    workflows: list[dict[str, Any]] = [
        yaml.safe_load(path.read_text()) for path in FILES if not names or path.name in names
    ]
    jobs = [job for workflow in workflows for job in workflow["jobs"].values()]
    steps = [step for job in jobs for step in job.get("steps", [])]
    return [line for step in steps for line in step.get("run", "").splitlines()]


def read_gate() -> list[str]:
    """Return what a merge has to pass."""
    return read_commands(*GATE)
