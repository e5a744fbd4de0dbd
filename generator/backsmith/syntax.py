"""Whether a rendered file can be read by what will read it: Python, YAML, TOML, JSON, the shell."""

import ast
import json
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from warnings import catch_warnings

import yaml

from backsmith.safe_loader import SafeLoader


def explain_damage(path: Path) -> str:
    """Return why the file at `path` cannot be read in its format, or nothing where it can."""
    try:
        read = READERS.get(path.suffix) or _find_shell_reader(path)
        if read:
            read(path)
    except (SyntaxError, ValueError, yaml.YAMLError, RecursionError) as error:
        return " ".join(str(error).split())
    return ""


def _read_python(path: Path) -> None:
    with catch_warnings(action="ignore"):  # whether it can be read, not how it could be better
        compile(path.read_bytes(), path.name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)


def _read_yaml(path: Path) -> None:
    for _ in yaml.parse(path.read_bytes(), Loader=SafeLoader):
        pass


def _read_toml(path: Path) -> None:
    tomllib.loads(path.read_text(encoding="utf-8"))


def _read_json(path: Path) -> None:
    json.loads(path.read_text(encoding="utf-8"))


def _find_shell_reader(path: Path) -> Callable[[Path], None] | None:
    """Return the reader of a script without a suffix, if its first line names a shell."""
    with path.open("rb") as file:
        first = file.readline(80)
    return _read_shell if first.startswith(b"#!") and first.rstrip().endswith(b"sh") else None


def _read_shell(path: Path) -> None:
    first = path.read_bytes().split(b"\n", 1)[0]
    shell = shutil.which("bash" if b"bash" in first else "sh")
    if shell is None:
        return  # nobody here can read it, and nobody here can run it
    done = subprocess.run(  # noqa: S603 (-n reads, and runs nothing)
        [shell, "-n", str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ValueError(done.stderr.strip())


READERS: dict[str, Callable[[Path], None]] = {
    ".py": _read_python,
    ".yml": _read_yaml,
    ".yaml": _read_yaml,
    ".toml": _read_toml,
    ".json": _read_json,
    ".sh": _read_shell,
}
