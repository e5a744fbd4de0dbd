"""Small repositories, as the tests of sources need them."""

from collections.abc import Mapping
from pathlib import Path

from backsmith.git import Git

COPIER_YML = """_subdirectory: template
_envops: {undefined: jinja2.StrictUndefined, keep_trailing_newline: true}
_exclude: []
name: {type: str, default: shop}
"""
ANSWERS = "{{ _copier_conf.answers_file }}.jinja"
FOREIGN = {"copier.yml": "name: {type: str, default: shop}\n",
           ANSWERS: "{{ _copier_answers|to_nice_yaml }}"}  # fmt: skip


def start_repository(folder: Path, files: Mapping[str, str] | None = None) -> Git:
    """Return an empty repository, or one with a first commit of these files."""
    folder.mkdir(parents=True, exist_ok=True)
    git = Git(folder)
    git.ask("init", "--quiet", "-b", "main")
    if files:
        commit(git, files)
    return git


def commit(git: Git, files: Mapping[str, str | None], tag: str = "") -> str:
    """Write these files (or remove those without a text), commit all, and return the commit."""
    for name, text in files.items():
        path = git.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    git.ask("add", "--all", "--force")
    git.ask("commit", "--quiet", "--allow-empty", "-m", tag or "Change")
    if tag:
        git.ask("tag", tag)
    return git.read("rev-parse", "HEAD")


def set_version(git: Git, version: str, **files: str) -> str:
    """Commit a version of a template of ours."""
    written = {
        "pyproject.toml": f'[project]\nversion = "{version}"\n',
        "copier.yml": COPIER_YML,
        "presets/one.yml": "name: one\n",
        **files,
    }
    return commit(git, written)
