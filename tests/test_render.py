"""What our renderer leaves to copier is rendered by it, and its errors end in one line of ours."""

import os
import subprocess
from pathlib import Path

import pytest

from backsmith.answers import NO_POLICY, Answers, Form, fill, take_default
from backsmith.catalog import read_catalog
from backsmith.errors import RenderFailed
from backsmith.render import find_plan, render
from backsmith.sandbox import Sandbox
from tests.conftest import SETTINGS, list_files

# copier leaves the folders that it was reading open when it raises
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
COPIER_YML = f"{SETTINGS}_exclude: []\nname: {{type: str, default: shop}}\n"


def write_template(root: Path, name: str, text: str) -> Path:
    """Return the root of a template with one file."""
    (root / "template").mkdir(parents=True)
    (root / "template" / name).write_text(text)
    (root / "copier.yml").write_text(COPIER_YML)
    return root


def render_default(root: Path, target: Path) -> None:
    """Render the template at `root` with its default answers."""
    target.mkdir()
    catalog = read_catalog(root)
    sandbox = Sandbox(root)
    form = Form(catalog, sandbox, hidden={"policy": NO_POLICY, "preset": ""})
    answers: Answers = fill(form, take_default)
    render(find_plan(catalog, sandbox, answers), root, answers, target)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.txt.jinja", "{{ name | hash }}\n"), ("{{ name | hash }}.txt", "plain\n")],
    ids=["in a file", "in a name"],
)
def test_a_filter_that_only_copier_has_is_rendered_by_copier(
    name: str, text: str, tmp_path: Path
) -> None:
    root = write_template(tmp_path / "source", name, text)

    render_default(root, tmp_path / "out")

    ((path, (mode, content)),) = list_files(tmp_path / "out").items()
    assert mode == 0o644
    assert (len(path) > 40) != (len(content) > 40)  # the digest stands in the name or in the file


BROKEN = {
    "an unknown filter": ("a.txt.jinja", "{{ name | unheard_of }}"),
    "an unknown name": ("a.txt.jinja", "{{ missing.attribute }}"),
    "a syntax error": ("a.txt.jinja", "{% if %}"),
    "a file outside": ("a.txt.jinja", "{% include '../../secret' %}"),
    "a way out": ("{{ '..' }}/a.txt", "x"),
    "an absolute way out": ("{{ _copier_conf.sep }}tmp{{ _copier_conf.sep }}a.txt", "x"),
    "a hook of git": ("{{ '.git' }}/hooks/post-commit", "x"),
    "a broken file": ("a.py.jinja", "def {{ name }}(:\n"),
    "an escape from the sandbox": ("a.txt.jinja", "{{ ''.__class__.__mro__ }}{{ x.y }}"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_template_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    file, text = BROKEN[name]
    (tmp_path / "source/template" / file).parent.mkdir(parents=True)
    (tmp_path / "source/template" / file).write_text(text)
    (tmp_path / "source/copier.yml").write_text(COPIER_YML)

    with pytest.raises(RenderFailed) as refusal:
        render_default(tmp_path / "source", tmp_path / "out")

    assert "\n" not in refusal.value.message
    assert not (tmp_path / "a.txt").exists()


def test_a_pipe_in_a_template_does_not_hang(tmp_path: Path) -> None:
    root = write_template(tmp_path / "source", "a.txt", "x")
    os.mkfifo(root / "template/pipe")

    with pytest.raises(RenderFailed, match="no regular file"):
        render_default(root, tmp_path / "out")


def test_a_link_out_of_a_template_is_refused(tmp_path: Path) -> None:
    root = write_template(tmp_path / "source", "a.txt", "x")
    (tmp_path / "secret").write_text("secret")
    (root / "template/link").symlink_to(tmp_path / "secret")

    with pytest.raises(RenderFailed):
        render_default(root, tmp_path / "out")


def test_the_watcher_of_a_template_repository_never_runs(tmp_path: Path) -> None:
    root = write_template(tmp_path / "source", "a.txt.jinja", "{{ name | hash }}")
    (tmp_path / "watch").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (tmp_path / "watch").chmod(0o755)
    for words in (
        ["init", "-q"],
        ["add", "--all"],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "one"],
        ["config", "core.fsmonitor", str(tmp_path / "watch")],
    ):
        subprocess.run(["git", *words], cwd=root, check=True)

    render_default(root, tmp_path / "out")

    assert (tmp_path / "out/a.txt").exists()
    assert not (tmp_path / "ran").exists()
