"""A small template of ours in a repository of its own, and projects that it has made."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backsmith.git import Git
from backsmith.project import ANSWERS_FILE, SOURCE, VERSION, Project
from backsmith.releases import open_history
from backsmith.render import render_again
from tests.conftest import ROOT
from tests.sources.repositories import commit, start_repository

CORE = "template/{{layer.core}}"
SHARED = ("policy.jinja", "{{_copier_conf.answers_file}}.jinja")
HEAD = """_subdirectory: template
_envops: {undefined: jinja2.StrictUndefined, keep_trailing_newline: true}
_exclude: [/question.yml, /fragments, /policy, /changes.yml]
_skip_if_exists: [migrations/0001_initial.py]
---
preset: {type: str, default: "", ask: false}
policy: {type: yaml, default: {lock: {}, allow: {}, require: {}}, ask: false}
source: {type: str, default: "", when: false}
release: {type: str, default: "", when: false}
places:
  type: yaml
  when: false
  default:
    environment: .env.example
    own_environment: .env
    first_migration: migrations/0001_initial.py
---
"""
OPTION = """{name}:
  type: str
  help: Which {name}?
  choices:
{choices}
  default: "{{{{ policy.lock.{name} | default((policy.allow.{name} | default(['{first}']))[0]) }}}}"
  ask: "{{{{ '{name}' not in policy.lock }}}}"
---
"""
CHOICE = """    The {name} {value}:
      value: {value}
      validator: >-
        {{% from 'template/policy.jinja' import choice -%}}
        {{{{ choice(policy, preset, '{name}', '{value}') }}}}
"""
LAYERS = """layer:
  type: yaml
  when: false
  default: |
    core: "."
    database_sqlite: "{{ '.' if database == 'sqlite' }}"
"""
FILES = {
    f"{CORE}/Makefile": "check:\n\t@echo checked\n\ntest:\n\t@echo tested\n",
    f"{CORE}/.env.example": "PORT=8000\n",
    f"{CORE}/.gitignore": ".env\n.env.new\n",
    f"{CORE}/app/main.py": "".join(f"line_{n} = {n}\n" for n in range(1, 13)),
    f"{CORE}/migrations/0001_initial.py": 'op.create_table("notes")\n',
    "template/{{layer.database_sqlite}}/app/sqlite.py": "engine = 1\n",
}
OPTIONS = {"database": ("postgresql", "sqlite"), "ci": ("github", "none")}


@dataclass(frozen=True)
class SmallTemplate:
    """A template with few files and two options; each release is a tag."""

    git: Git

    @property
    def source(self) -> str:
        """Return what projects record as their source."""
        return f"file://{self.git.folder}"

    def release(
        self,
        version: str,
        files: Mapping[str, str | None] | None = None,
        options: Mapping[str, tuple[str, ...]] = OPTIONS,
        changes: str = "[]\n",
    ) -> None:
        """Commit and tag a version with these files changed, and these options asked."""
        asked = "".join(write_option(name, values) for name, values in options.items())
        written = {"copier.yml": f"{HEAD}{asked}{LAYERS}", "template/changes.yml": changes}
        commit(self.git, {**written, **(files or {})}, version)

    def make_project(self, folder: Path, version: str, **answers: Any) -> Path:
        """Return a project of one version, committed in a repository of its own."""
        recorded = {SOURCE: self.source, VERSION: version, "database": "postgresql", "ci": "github"}
        project = Project(folder, ANSWERS_FILE, {**recorded, **answers})
        folder.mkdir(parents=True)
        render_again(project, open_history(self.source).open(version), folder)
        commit(start_repository(folder), {}, "")
        return folder


def write_option(name: str, values: tuple[str, ...]) -> str:
    """Return the question for one option, in the form that every option has."""
    choices = "".join(CHOICE.format(name=name, value=value) for value in values).rstrip("\n")
    return OPTION.format(name=name, choices=choices, first=values[0])


def make_small_template(folder: Path) -> SmallTemplate:
    """Return the template with its first version, v1.0.0."""
    template = SmallTemplate(start_repository(folder))
    (folder / "template").mkdir()
    for name in SHARED:
        shutil.copy(ROOT / "template" / name, folder / "template" / name)
    template.release("v1.0.0", FILES)
    return template


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file, as a person would."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def save(project: Path) -> None:
    """Commit all of a project."""
    commit(Git(project), {})
