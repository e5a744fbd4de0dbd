"""The units of this service, as they are written for systemd, and as a test reads them."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.identity import NAME

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Unit:
    """A unit: the lines of its sections, `Key=Value`."""

    path: Path

    def list_all(self, key: str) -> list[str]:
        """Return what is said of `key`, in its order."""
        lines = self.path.read_text().splitlines()
        return [line.partition("=")[2] for line in lines if line.startswith(f"{key}=")]

    def read(self, key: str) -> str:
        """Return what is said of `key`, which stands there once."""
        [value] = self.list_all(key)
        return value

    def list_credentials(self) -> Iterator[tuple[str, str]]:
        """Yield each secret that it is given: by which name it finds it, and which it is."""
        for line in self.list_all("LoadCredential"):
            name, _, path = line.partition(":")
            assert Path(path).parent == Path("/etc", NAME, "secrets")
            yield name, Path(path).name


def write_units(folder: Path) -> dict[str, Unit]:
    """Write the units of this release into `folder`, as its installation does, and return them."""
    release, units = folder / "release", folder / "units"
    (release / ".venv" / "bin").mkdir(parents=True)
    (release / "deploy").symlink_to(ROOT / "deploy")
    (release / ".venv" / "bin" / "app").symlink_to(Path(sys.executable).with_name("app"))
    units.mkdir()
    script = ["/bin/sh", str(ROOT / "deploy" / "units.sh"), str(release), str(units)]
    subprocess.run(script, check=True, env={"PATH": "/usr/bin:/bin"})  # noqa: S603
    return {path.name: Unit(path) for path in sorted(units.iterdir())}
