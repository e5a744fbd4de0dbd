"""What the pipeline runs, read from its file: for the tests of every pipeline."""

from pathlib import Path
from typing import Any

import yaml

FILES = [Path(__file__).parents[1] / ".gitlab-ci.yml"]
SETTINGS = {"default", "stages", "variables", "workflow"}
GATE = ("check", "supply", "build")  # what a merge has to pass

# What is run beside make, and why it has to be.
PREPARES = {
    "apt-get": "a program that is no package of Python comes from the distribution",
    "apk add": "the image that knows Docker knows little else",
}


def read_jobs() -> dict[str, dict[str, Any]]:
    """Return every job, and those that others extend, which begin with a dot."""
    told: dict[str, dict[str, Any]] = yaml.safe_load(FILES[0].read_text())
    return {name: job for name, job in told.items() if name not in SETTINGS}


def read_commands(*names: str) -> list[str]:
    """Return every line that these jobs run; of all, where none is named."""
    jobs = [job for name, job in read_jobs().items() if not names or name in names]
    keys = ("before_script", "script", "after_script")
    return [line for job in jobs for key in keys for line in job.get(key, [])]


def read_gate() -> list[str]:
    """Return what a merge has to pass."""
    return read_commands(*GATE)
