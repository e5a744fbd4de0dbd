"""A hostile preset costs a moment and one line: it brings no code, and reaches no other file."""

import os
import time
from pathlib import Path

import pytest

from backsmith.errors import BacksmithError, FileRefused
from backsmith.globs import matches
from backsmith.presets.words import explain_pattern
from backsmith.template import OpenTemplate
from tests.conftest import Command

HEAD = "apiVersion: 1\nname: acme\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
TEXTS = {
    "an alias bomb": HEAD + BOMB,
    "an anchor of a lock": HEAD + "allow: {license: &l [mit]}\nlock: {license: *l}",
    "a merge key": HEAD + "answers: &a {ci: none}\nlock:\n  <<: *a",
    "deep nesting": HEAD + "lock: " + "[" * 50_000,
    "deep mappings": HEAD + "lock: " + "{a: " * 5_000,
    "a large file": HEAD + "# " + "x" * 300_000,
    "many checks": HEAD + "checks: [" + "{id: a, absent: b}," * 3_000 + "]",
    "many bases": HEAD + "extends: [" + "./a.yml," * 10_000 + "]",
    "a long name": "apiVersion: 1\nname: " + "x" * 100_000,
    "an object": HEAD + "lock: !!python/object/apply:os.system [id]",
    "a tag": HEAD + "lock: !include /etc/passwd",
    "two documents": HEAD + "---\n" + HEAD,
    "a key twice": HEAD + "lock: {ci: none}\nlock: {}",
    "bytes": "\x00\x01\x02",
    "hooks": HEAD + "hooks: {post: touch sprung}",
    "tasks": HEAD + "_tasks: [touch sprung]",
    "migrations": HEAD + "_migrations: [touch sprung]",
    "extensions": HEAD + "_jinja_extensions: [os]",
    "a template": HEAD + "template: ./template",
    "files": HEAD + "files: {a: b}",
    "a check that runs": HEAD + "checks: [{id: a, run: touch sprung}]",
    "a check of an expression": HEAD + 'checks: [{id: a, matches: "(a+)+$"}]',
    "a check that leads out": HEAD + "checks: [{id: a, present: ../../etc/passwd}]",
    "a check of git's own": HEAD + "checks: [{id: a, contains: {file: .git/config, text: a}}]",
}


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_refused_in_a_moment(template: OpenTemplate, name: str, tmp_path: Path) -> None:
    path = tmp_path / "acme.yml"
    path.write_text(TEXTS[name])
    began = time.process_time()

    with pytest.raises(FileRefused) as refusal:
        template.find_preset(str(path))

    assert time.process_time() - began < 2
    assert "acme.yml" in refusal.value.message
    assert "\n" not in refusal.value.message


@pytest.mark.parametrize("name", ["pipe.yml", "loop.yml", "folder.yml", "/dev/zero", "a\0b.yml"])
def test_what_is_no_file_is_never_read(template: OpenTemplate, name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    (tmp_path / "loop.yml").symlink_to("loop.yml")
    (tmp_path / "folder.yml").mkdir()

    with pytest.raises(BacksmithError):
        template.find_preset(str(tmp_path / name))


def test_jinja_in_a_preset_is_a_text(backsmith: Command, tmp_path: Path) -> None:
    trap = "{{ 7 * 191 }}{% include '/etc/passwd' %}"
    (tmp_path / "acme.yml").write_text(
        f'apiVersion: 1\nname: "{trap}"\ndescription: "{trap}"\nlock: {{owner: "{trap}"}}\n'
        f'allow: {{license: [mit]}}\nchecks: [{{id: a, absent: b, why: "{trap}"}}]\n'
    )

    done = backsmith("new", "shop", "--defaults", "--preset", "acme.yml", "--no-git", "--no-lock")
    refused = backsmith("new", "two", "--defaults", "--preset", "acme.yml", "-d", "license=apache")

    recorded = (tmp_path / "shop/.copier-answers.yml").read_text()
    assert done.code == 0
    assert recorded.count("7 * 191") == 4  # the owner twice, why, and the name
    assert f"not allowed by preset {trap}" in refused.talk
    assert "1337" not in recorded + refused.talk


@pytest.mark.parametrize("pattern", ["**/**/**/a", "*a*/*a*/*a*b", "**/*a*/*a*b", "?*/*?/**/b"])
def test_the_worst_pattern_is_matched_in_a_moment(pattern: str) -> None:
    path = "/".join(["a" * 250] * 15)
    began = time.process_time()

    assert explain_pattern(pattern) == ""
    assert not matches(pattern, path)
    assert not matches(pattern, "/".join(["a" * 250] * 3))
    assert time.process_time() - began < 2
