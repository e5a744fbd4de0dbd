"""The words of the command line, and how every error ends: one line, a hint, the right code."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, Command


def test_help_shows_the_commands_and_examples(backsmith: Command) -> None:
    done = backsmith("--help")

    assert done.code == 0
    assert "backsmith new shop-api --defaults" in done.data
    assert all(word in done.data for word in ("new", "options", "presets"))


def test_the_version_is_the_one_of_the_distribution(backsmith: Command) -> None:
    version = (ROOT / "pyproject.toml").read_text().split('version = "')[1].split('"')[0]

    assert backsmith("--version").data == f"backsmith {version}\n"


@pytest.mark.parametrize(
    "words",
    [
        ("nwe",),
        ("new", "--defualts"),
        ("new", "-d", "database"),
        ("new", "a", "b"),
        ("options", "--x"),
    ],
)
def test_words_that_make_no_sense_leave_with_2(backsmith: Command, words: tuple[str, ...]) -> None:
    done = backsmith(*words)

    assert done.code == 2
    assert done.talk.startswith("error: ")
    assert "\nhint: " in done.talk
    assert done.data == ""


def test_an_error_is_a_line_and_a_hint(backsmith: Command) -> None:
    done = backsmith("new", "shop", "-d", "databse=sqlite")

    assert done.code == 1
    assert done.talk == "error: There is no option 'databse'.\n\nhint: Did you mean database?\n"


def test_debugging_shows_where(backsmith: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKSMITH_DEBUG", "1")

    done = backsmith("new", "shop", "-d", "databse=sqlite")

    assert done.code == 1
    assert "Traceback" in done.talk


def test_a_fault_of_ours_is_called_one(backsmith: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr("backsmith.commands.options.list_options", fail)

    done = backsmith("options")

    assert done.code == 1
    assert "This is a fault of backsmith: ZeroDivisionError" in done.talk
    assert "Traceback" not in done.talk


def run_program(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "backsmith", *words],
        env={**os.environ, **variables}, text=True, capture_output=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_its_completion(shell: str) -> None:
    done = run_program("--show-completion", shell)

    assert done.returncode == 0
    assert f"_BACKSMITH_COMPLETE={shell}_complete" in done.stdout


WORDS = {
    "backsmith ne": "new",
    "backsmith new -d data": "database=",
    "backsmith new -d database=sq": "database=sqlite",
    "backsmith new --preset st": "startup",
    "backsmith presets va": "validate",
    "backsmith presets show reg": "regulated",
}


@pytest.mark.parametrize("line", WORDS)
def test_a_shell_completes_commands_options_and_presets(line: str) -> None:
    done = run_program(
        _BACKSMITH_COMPLETE="zsh_complete", COMP_WORDS=line, COMP_CWORD=str(line.count(" "))
    )

    assert WORDS[line] in done.stdout.splitlines()


def test_a_reader_that_leaves_early_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m backsmith options --json | head -c 1",
        shell=True, text=True, capture_output=True, check=False,
    )  # fmt: skip

    assert done.stderr == ""


def test_a_terminal_without_unicode_gets_the_tree_too(tmp_path: Path) -> None:
    done = run_program(
        "new", str(tmp_path / "x"), "--defaults", "--dry-run", PYTHONIOENCODING="ascii"
    )

    assert done.returncode == 0
    assert "pyproject.toml" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_data_that_cannot_be_written_is_an_error_and_no_fault_of_ours() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "backsmith", "options"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith("error: The system did not let us go on: ")


def test_no_terminal_at_all_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m backsmith new shop --defaults --no-git --no-lock >&- 2>&- <&-"

    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, check=False)

    assert done.returncode == 0
    assert (tmp_path / "shop/pyproject.toml").exists()


HEAVY = ("copier", "jinja2", "questionary", "prompt_toolkit", "yaml", "pydantic")


def test_help_loads_nothing_that_is_slow() -> None:
    program = (
        "import sys; sys.argv = ['backsmith', '--help']\n"
        "from backsmith.cli import run; run()\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], text=True, capture_output=True, check=True
    )

    assert done.stderr.strip() == "[]"


def test_new_without_questions_loads_neither_copier_nor_pydantic(tmp_path: Path) -> None:
    program = (
        f"import sys; sys.argv = ['backsmith', 'new', {str(tmp_path / 'x')!r}, '--defaults']\n"
        "sys.argv += ['--no-git', '--no-lock', '-d', 'database=sqlite']\n"
        "from backsmith.cli import run; code = run()\n"
        "slow = ('copier', 'questionary', 'pydantic')\n"
        "print(code, [name for name in slow if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], text=True, capture_output=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "0 []"


def measure(*words: str) -> float:
    """Return the seconds that a process of Python takes."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], capture_output=True, check=True)
    return time.perf_counter() - began


def test_help_takes_little_more_than_the_library_that_reads_the_words() -> None:
    turns = [
        (measure("-m", "backsmith", "--help"), measure("-c", "import click")) for _ in range(7)
    ]

    ours, theirs = (min(seconds) for seconds in zip(*turns, strict=True))
    assert ours < 2 * theirs
