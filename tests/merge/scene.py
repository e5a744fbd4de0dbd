"""A small template at two versions, and a project of it that a test may change."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backsmith.merge import Merge, Sides, compute

ANSWERS = ".copier-answers.yml"
File = bytes | str | tuple[bytes | str, int]
QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
AUTHOR = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "gc.auto=0")


@dataclass
class Scene:
    """The folders of one scene.

    Attributes:
        top: the repository; `root` is the project in it.
        old, new: what the template renders at its two versions.
        words: how `compute` is called besides.
    """

    top: Path
    root: Path
    old: Path
    new: Path
    words: dict[str, Any] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """Return where the project lies below the top: `` or `services/shop/`."""
        return f"{self.root.relative_to(self.top)}/" if self.root != self.top else ""

    def git(self, *words: str, ok: bool = True, data: bytes = b"") -> str:
        """Run git in the repository as its user would; return what it says."""
        done = subprocess.run(
            ["git", *AUTHOR, *words],
            cwd=self.top,
            env=os.environ | QUIET,
            input=data,
            capture_output=True,
        )
        assert not ok or done.returncode == 0, done.stderr.decode()
        return os.fsdecode(done.stdout).rstrip("\n")

    def commit(self, files: Mapping[str, File | None] | None = None) -> None:
        """Let the user change files, and commit all that git does not ignore."""
        lay(self.root, files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "work")

    def compute(self, **sides: Any) -> Merge:
        """Return the merge of the project with the new version."""
        found = Sides(self.old, self.new, **{"label": "template v2", **sides})
        return compute(self.root, found, **self.words)

    def read(self, path: str) -> str:
        """Return the text of a file of the project."""
        return (self.root / path).read_text()


def make_scene(
    folder: Path,
    old: Mapping[str, File],
    new: Mapping[str, File],
    below: str = "",
    before: Mapping[str, File] | None = None,
) -> Scene:
    """Return a project that was rendered from `old` and committed.

    `below` is where in the repository it lies; `before` are files of the repository's own.
    """
    scene = Scene(folder / "top", folder / "top" / below, folder / "old", folder / "new")
    for place in (scene.root, scene.old, scene.new):
        place.mkdir(parents=True)
    lay(scene.old, {ANSWERS: "_commit: v1\n", **old})
    lay(scene.new, {ANSWERS: "_commit: v2\n", **new})
    scene.git("init", "-q", "-b", "main")
    lay(scene.top, before or {})
    scene.commit({ANSWERS: "_commit: v1\n", **old})
    return scene


def lay(root: Path, files: Mapping[str, File | None]) -> None:
    """Write files below a folder: text, bytes, or bytes and rights; None removes one."""
    for path, file in files.items():
        place = root / path
        if file is None:
            place.unlink()
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        data, mode = file if isinstance(file, tuple) else (file, None)
        place.write_bytes(data.encode() if isinstance(data, str) else data)
        if mode is not None:
            place.chmod(mode)


def photograph(root: Path) -> dict[str, tuple[str, int, bytes]]:
    """Return every file and link below a folder, with kind, rights and bytes; without .git."""
    found: dict[str, tuple[str, int, bytes]] = {}
    for folder, names, files in os.walk(root):
        if ".git" in names:
            names.remove(".git")
        for name in [*files, *(n for n in names if Path(folder, n).is_symlink())]:
            place = Path(folder, name)
            path = os.path.relpath(place, root)
            if place.is_symlink():
                found[path] = ("link", 0, os.fsencode(place.readlink()))
            else:
                found[path] = ("file", place.stat().st_mode & 0o7777, place.read_bytes())
    return found
