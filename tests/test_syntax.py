"""A rendered file that its reader could not read is found before it reaches anybody."""

from pathlib import Path

import pytest

from backsmith.syntax import explain_damage

BROKEN = {
    "a.py": "def f(:\n",
    "b.py": "x = '\0'\n",
    "a.yml": "a: [1\n",
    "a.yaml": "a: 'open\n",
    "a.toml": "a = \n",
    "a.json": "{'a': 1}",
    "a.sh": "if true; then\n",
    "backup": "#!/usr/bin/env bash\nfor x in; do\n",
}
WHOLE = {
    "a.py": "x: int = 1\n",
    "a.yml": "---\na: 1\n---\nb: 2\n",
    "a.toml": 'a = "🚀"\n',
    "a.json": '{"a": 1}',
    "a.sh": "#!/bin/sh\nset -eu\n",
    "backup": "#!/usr/bin/env bash\n[[ -f x ]] && echo y\n",
    "a.md": "def f(:\n",
    "Makefile": "def f(:\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_found(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(BROKEN[name])

    reason = explain_damage(tmp_path / name)

    assert reason
    assert "\n" not in reason


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_let_through(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(WHOLE[name])

    assert explain_damage(tmp_path / name) == ""


def test_a_script_is_read_and_never_run(tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text(f"touch {tmp_path}/ran\n")

    assert explain_damage(tmp_path / "a.sh") == ""
    assert not (tmp_path / "ran").exists()


def test_bytes_that_are_no_text_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"a = '\xff'")

    assert explain_damage(tmp_path / "a.toml")
