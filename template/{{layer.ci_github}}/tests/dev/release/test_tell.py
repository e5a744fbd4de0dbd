"""What the night found becomes an issue, and one issue for as long as it is open."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GH = '#!/bin/sh\necho "$1 $2 $3" >> said\nif [ "$2" = list ]; then echo "$OPEN"; fi\n'


def tell(folder: Path, opened: str) -> list[str]:
    """Run the script where this issue, or none, is open; return what it asked GitHub for."""
    program = folder / "gh"
    program.write_text(GH)
    program.chmod(0o755)
    environment = {"PATH": f"{folder}:/usr/bin:/bin", "OPEN": opened, "RUN_URL": "https://run.test"}
    command = ["/bin/sh", str(ROOT / "dev" / "release" / "tell.sh")]
    subprocess.run(command, cwd=folder, env=environment, check=True)  # noqa: S603
    return (folder / "said").read_text().splitlines()


@pytest.mark.promise("S83")
def test_an_issue_is_opened(tmp_path: Path) -> None:
    assert tell(tmp_path, opened="")[1] == "issue create --title"


@pytest.mark.promise("S83")
def test_one_that_is_open_is_written_to(tmp_path: Path) -> None:
    assert tell(tmp_path, opened="17")[1] == "issue comment 17"
