"""Make a demo: render a project with the default choices, run its tests, say what comes next.

`make demo` calls it. It must work on a machine that has Python, pip, git and make and nothing else.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path, PurePosixPath

from backsmith.tree import draw


def main(folder: Path) -> int:
    """Render into `folder`, in place of an earlier demo; return the exit code of its tests."""
    if folder.exists():
        shutil.rmtree(folder)
    for step in (
        [sys.executable, "-m", "backsmith", "new", str(folder), "--defaults"],
        ["make", "--no-print-directory", "-C", str(folder), "setup"],
        ["make", "--no-print-directory", "-C", str(folder), "test"],
    ):
        began = time.monotonic()
        print(f"\n$ {show(step)}", file=sys.stderr, flush=True)
        code = subprocess.run(step, env=own_environment(), check=False).returncode
        if code:
            return code
        print(f"  ({time.monotonic() - began:.0f} s)", file=sys.stderr)
    print("\n" + "\n".join(draw(f"{folder}/", list_files(folder), depth=2)))
    print(f"\nThe service is in {folder}/, and its tests are green on a real database. Next:\n")
    print(f"    cd {folder}")
    print("    make dev      # serves it on http://localhost:8000, with data to look at")
    print("    make check    # all that its CI runs")
    return 0


def list_files(folder: Path) -> list[PurePosixPath]:
    """Return the files of the project, as its own repository names them."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=folder, capture_output=True, text=True, check=True
    )
    return [PurePosixPath(name) for name in listed.stdout.splitlines()]


def show(step: list[str]) -> str:
    """Return a command as a person would type it."""
    return " ".join(step).replace(f"{sys.executable} -m ", "").replace(" --no-print-directory", "")


def own_environment() -> dict[str, str]:
    """Return this environment without the generator's virtual environment."""
    return {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
