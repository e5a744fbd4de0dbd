"""Write a migration from the difference between the models and the migrations so far."""

import re
import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import Script

from app.core.database import DatabaseSettings
from app.core.database.migrating import migrate, run_alembic
from dev.database import open_scratch, open_test_server


def main() -> int:
    """Write the file, and say where it is."""
    message = " ".join(sys.argv[1:]).strip()
    if not message:
        print('error: say what it does: make migration m="add colours"', file=sys.stderr)
        return 2
    with open_test_server() as server, open_scratch(server) as url:
        written = write_migration(DatabaseSettings(url=url), message)
    print(f"{written} is written: read it before you commit it.")
    return 0


def write_migration(settings: DatabaseSettings, message: str) -> Path:
    """Return the new file. Its number follows the last one's, and its name the message."""
    versions = settings.migrations / "versions"
    number = f"{1 + max(int(path.name[:4]) for path in versions.glob('[0-9]*.py')):04}"
    name = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    written: list[Path] = []

    def revise(config: Config) -> None:
        config.set_main_option("file_template", f"{number}_{name}")
        script = command.revision(config, message, autogenerate=True, rev_id=number)
        assert isinstance(script, Script)  # noqa: S101  # one revision was asked for
        written.append(Path(script.path))

    migrate(settings)
    run_alembic(settings, revise)
    ruff = Path(sys.executable).with_name("ruff")
    for tidy in (["check", "--fix-only"], ["format"]):
        subprocess.run([ruff, *tidy, "--quiet", written[0]], check=False)  # noqa: S603
    return written[0].resolve().relative_to(Path.cwd())


if __name__ == "__main__":
    sys.exit(main())
