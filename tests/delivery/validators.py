"""The programs that judge what is rendered, each with the files that it reads."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.rendered import Rendered

YAML_RULES = """
extends: default
rules:
  braces: {max-spaces-inside: 1}
  comments: {min-spaces-from-content: 1}
  document-start: disable
  line-length: {max: 160}
  truthy: {check-keys: false}
"""


@dataclass(frozen=True)
class Validator:
    """A program that ends with 0 if it has nothing to say about `files`, a glob in the project."""

    program: str
    files: str
    options: Sequence[str] = ()

    def find(self) -> str | None:
        """Return where the program is: on the PATH, or beside this Python."""
        folders = str(Path(sys.executable).parent)
        return shutil.which(self.program) or shutil.which(self.program, path=folders)

    def judge(self, project: Rendered) -> str:
        """Return what the program finds wrong; nothing where there is nothing to judge."""
        files = [
            path
            for path in project.files()
            if Path(path).match(self.files) and path != ".copier-answers.yml"
        ]
        if not files:
            return ""
        done = project.run(str(self.find()), *self.options, *files)
        return "" if done.returncode == 0 else done.stdout + done.stderr or "refused without a word"


VALIDATORS = {
    "hadolint": Validator("hadolint", "Dockerfile", ["--failure-threshold", "info"]),
    "yamllint": Validator("yamllint", "*.y*ml", ["--strict", "--config-data", YAML_RULES]),
    "actionlint": Validator("actionlint", ".github/workflows/*.yml", ["-no-color"]),
    "zizmor": Validator(
        "zizmor", ".github/workflows/*.yml", ["--offline", "--persona", "pedantic"]
    ),
    "compose-spec": Validator(
        "check-jsonschema", "compose*.yml", ["--builtin-schema", "vendor.compose-spec"]
    ),
    "gitlab-ci": Validator(
        "check-jsonschema",
        ".gitlab-ci.yml",
        ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
    ),
    "renovate": Validator(
        "check-jsonschema", "renovate.json", ["--builtin-schema", "vendor.renovate"]
    ),
    "shellcheck": Validator("shellcheck", "*.sh"),
    "caddy": Validator("caddy", "Caddyfile", ["validate", "--adapter", "caddyfile", "--config"]),
}


def has_compose() -> bool:
    """Tell whether `docker compose` is on this machine; it needs no engine to read a file."""
    docker = shutil.which("docker")
    if docker is None:
        return False
    return subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0
