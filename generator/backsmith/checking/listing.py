"""Which files a repository has: those that git knows or would add, else those on the disk."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from backsmith.checking.reading import Disk, list_files
from backsmith.errors import GitFailed
from backsmith.git import Git
from backsmith.globs import matches


@dataclass(frozen=True)
class Repository:
    """A folder with files in it, rendered by somebody or not."""

    root: Path

    @cached_property
    def disk(self) -> Disk:
        """Return what reads its files."""
        return Disk(self.root)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Return its files below the root, sorted; what git ignores is not among them."""
        git = Git(self.root)
        try:
            known = git.find_names("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        except GitFailed:
            return tuple(list_files(self.root))
        return tuple(sorted({path for path in known if os.path.lexists(self.root / path)}))

    def find(self, pattern: str) -> list[str]:
        """Return the files that `pattern` means."""
        return [path for path in self.paths if matches(pattern, path)]
